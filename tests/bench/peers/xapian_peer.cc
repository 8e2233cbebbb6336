// SPDX-License-Identifier: GPL-3.0-or-later
// Stock Xapian, speaking the benchmark's line protocol; README.md beside this file describes it.
#include <simdjson.h>
#include <xapian.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr Xapian::doccount kPage = 10;
constexpr Xapian::doccount kEvalDepth = 1000;
constexpr std::size_t kSnippetBytes = 200;  // about the sentence that Lucene's highlighter gives
constexpr double kStable = 0.03;
constexpr double kMinWarmSeconds = 2;
enum Slot : Xapian::valueno { kMonthSlot = 0, kTimeSlot = 1, kIdSlot = 2 };

// The stop words of Lucene's EnglishAnalyzer, so that both peers answer the same queries.
constexpr const char* kStopWords[] = {
    "a",   "an",    "and",  "are",   "as",    "at",   "be",   "but", "by",  "for",  "if",
    "in",  "into",  "is",   "it",    "no",    "not",  "of",   "on",  "or",  "such", "that",
    "the", "their", "then", "there", "these", "they", "this", "to",  "was", "will", "with"};

double MicrosBetween(Clock::time_point start, Clock::time_point end) {
  return std::chrono::duration<double, std::micro>(end - start).count();
}

double SecondsSince(Clock::time_point start) { return MicrosBetween(start, Clock::now()) / 1e6; }

std::string Format(const char* pattern, auto... values) {
  char buffer[512];
  std::snprintf(buffer, sizeof buffer, pattern, values...);
  return buffer;
}

std::string Quote(std::string_view text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return quoted + '"';
}

// ---------------------------------------------------------------------------------------- dates

struct Published {
  std::int64_t seconds;  // since 1970, UTC
  int month;             // 12 * year + month - 1, UTC
};

// Reads an RFC 3339 time; nothing if it is not one.
std::optional<Published> ParseTime(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, used = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2d%*[Tt ]%2d:%2d:%2d%n", &year, &month, &day, &hour,
                  &minute, &second, &used) != 6) {
    return std::nullopt;
  }
  std::size_t at = text.find_first_of("Zz+-", static_cast<std::size_t>(used));
  if (at == std::string::npos) return std::nullopt;
  int offset_hours = 0, offset_minutes = 0;
  std::sscanf(text.c_str() + at, "%*[+-]%2d:%2d", &offset_hours, &offset_minutes);
  int offset = (offset_hours * 60 + offset_minutes) * 60 * (text[at] == '-' ? -1 : 1);
  std::chrono::year_month_day date{std::chrono::year{year},
                                   std::chrono::month{static_cast<unsigned>(month)},
                                   std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  auto days = std::chrono::sys_days{date};
  std::int64_t utc = std::int64_t{days.time_since_epoch().count()} * 86400 + hour * 3600 +
                     minute * 60 + second - offset;
  std::chrono::year_month_day utc_date{
      std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds{std::chrono::seconds{utc}})};
  int months = static_cast<int>(utc_date.year()) * 12 +
               static_cast<int>(static_cast<unsigned>(utc_date.month())) - 1;
  return Published{utc, months};
}

std::string MonthKey(int month) {
  return {static_cast<char>(month >> 16), static_cast<char>(month >> 8), static_cast<char>(month)};
}

// -------------------------------------------------------------------------------------- loading

std::string Field(simdjson::dom::element object, const char* name) {
  std::string_view value;
  if (object[name].get_string().get(value) != simdjson::SUCCESS) return "";
  return std::string(value);
}

// Builds the document of one article. Its data is the id, and the text that is searched.
class DocumentMaker {
 public:
  DocumentMaker() {
    generator_.set_stemmer(Xapian::Stem("en"));
    generator_.set_stemming_strategy(Xapian::TermGenerator::STEM_ALL);
  }

  Xapian::Document Make(simdjson::dom::element article) {
    Xapian::Document document;
    generator_.set_document(document);
    generator_.set_termpos(0);
    std::string headline = Field(article, "headline");
    std::string text = headline + "\n" + Field(article, "body");
    generator_.index_text(text);
    generator_.index_text_without_positions(headline, 1, "XHEADLINE");
    std::string id = Field(article, "id");
    document.set_data(text);
    document.add_value(kIdSlot, id);
    document.add_boolean_term("Q" + id.substr(0, 200));
    document.add_boolean_term("XSOURCE" + Field(article, "source"));
    document.add_boolean_term("L" + Field(article, "language"));
    if (auto time = ParseTime(Field(article, "published"))) {
      document.add_value(kMonthSlot, MonthKey(time->month));
      document.add_value(kTimeSlot, Xapian::sortable_serialise(static_cast<double>(time->seconds)));
    }
    return document;
  }

 private:
  Xapian::TermGenerator generator_;
};

// Bytes that every file below `folder` takes.
std::uintmax_t FolderBytes(const std::string& folder) {
  std::uintmax_t sum = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.is_regular_file()) sum += entry.file_size();
  }
  return sum;
}

// The most memory this process ever had resident.
std::uint64_t PeakRss() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return 1024 * std::stoull(line.substr(6));
  }
  return 0;
}

std::string Load(const std::string& index, const std::string& file) {
  std::ifstream input(file, std::ios::binary);
  if (!input) throw std::runtime_error("cannot read " + file);
  auto start = Clock::now();
  Xapian::WritableDatabase database(index, Xapian::DB_CREATE_OR_OVERWRITE);
  DocumentMaker maker;
  simdjson::dom::parser parser;
  std::uint64_t articles = 0;
  for (std::string line; std::getline(input, line);) {
    if (line.empty()) continue;
    database.add_document(maker.Make(parser.parse(line)));
    ++articles;
  }
  database.commit();
  double seconds = SecondsSince(start);
  database.close();
  return Format("{\"articles\":%llu,\"seconds\":%.3f,\"index_bytes\":%llu,\"rss_bytes\":%llu}",
                static_cast<unsigned long long>(articles), seconds,
                static_cast<unsigned long long>(FolderBytes(index)),
                static_cast<unsigned long long>(PeakRss()));
}

// ------------------------------------------------------------------------------------ searching

// What a mode's name means: an operator and what is done with the hits.
struct Mode {
  explicit Mode(std::string name) {
    snippets = name.starts_with("snippets");
    exhaustive = name != "snippets-first";
    ids = name == "page10";
    months = Cut(name, "+count");
    exact = Cut(name, "-exact") || months;
    Cut(name, "-top");
    operation = snippets || ids ? "or" : name;
    if (operation != "or" && operation != "and" && operation != "phrase") {
      throw std::invalid_argument("no such mode: " + name);
    }
  }

  std::string operation;
  bool snippets, exhaustive, ids, months, exact;

 private:
  static bool Cut(std::string& name, std::string_view suffix) {
    if (!name.ends_with(suffix)) return false;
    name.resize(name.size() - suffix.size());
    return true;
  }
};

// What one query took and gave.
struct Outcome {
  double micros = 0;
  double search_micros = 0;
  std::uint64_t hits = 0;
  std::uint64_t snippets = 0;
  std::uint64_t snippet_bytes = 0;
  std::uint64_t marked = 0;
};

// One open database; a thread needs one of its own.
class Search {
 public:
  explicit Search(const std::string& index, bool stop_words)
      : database_(index), stopper_(std::begin(kStopWords), std::end(kStopWords)) {
    parser_.set_stemmer(stemmer_);
    parser_.set_stemming_strategy(Xapian::QueryParser::STEM_ALL);
    parser_.set_database(database_);
    if (stop_words) parser_.set_stopper(&stopper_);
  }

  Xapian::doccount Articles() const { return database_.get_doccount(); }

  Outcome Once(const Mode& mode, const std::string& line) {
    Outcome out;
    auto start = Clock::now();
    Xapian::Enquire enquire(database_);
    enquire.set_query(Parse(mode.operation, line));
    Xapian::ValueCountMatchSpy spy(kMonthSlot);
    if (mode.months) enquire.add_matchspy(&spy);
    Xapian::MSet hits = enquire.get_mset(0, kPage, mode.exact ? Articles() : 0);
    auto searched = Clock::now();
    if (mode.snippets) Snippets(hits, mode.exhaustive, out);
    if (mode.ids) Ids(hits);
    auto end = Clock::now();
    out.search_micros = MicrosBetween(start, searched);
    out.micros = MicrosBetween(mode.snippets ? searched : start, end);
    out.hits = hits.get_matches_estimated();
    sink_ = sink_ + out.hits + spy.get_total();
    return out;
  }

  // The best `depth` ids and scores for the words of `line`, any of them.
  std::vector<std::pair<std::string, double>> Rank(const std::string& line,
                                                   Xapian::doccount depth) {
    Xapian::Enquire enquire(database_);
    enquire.set_query(Parse("or", line));
    std::vector<std::pair<std::string, double>> ranked;
    Xapian::MSet hits = enquire.get_mset(0, depth);
    for (auto hit = hits.begin(); hit != hits.end(); ++hit) {
      ranked.emplace_back(hit.get_document().get_value(kIdSlot), hit.get_weight());
    }
    return ranked;
  }

 private:
  // Only words mean something in a line: everything else is made a space, which also keeps the
  // parser from joining words (a-b, a/b, a@b) to phrases that the other peers do not search for.
  static std::string Words(const std::string& line) {
    std::string words = line;
    for (char& c : words) {
      bool inside = static_cast<unsigned char>(c) >= 0x80 || std::isalnum(c) || c == '\'';
      if (!inside) c = ' ';
    }
    return words;
  }

  Xapian::Query Parse(const std::string& operation, const std::string& line) {
    if (operation == "phrase") {
      return parser_.parse_query('"' + Words(line) + '"', Xapian::QueryParser::FLAG_PHRASE);
    }
    parser_.set_default_op(operation == "and" ? Xapian::Query::OP_AND : Xapian::Query::OP_OR);
    return parser_.parse_query(Words(line), 0);
  }

  void Snippets(const Xapian::MSet& hits, bool exhaustive, Outcome& out) {
    unsigned flags = Xapian::MSet::SNIPPET_BACKGROUND_MODEL;
    if (exhaustive) flags |= Xapian::MSet::SNIPPET_EXHAUSTIVE;
    for (auto hit = hits.begin(); hit != hits.end(); ++hit) {
      std::string snippet =
          hits.snippet(hit.get_document().get_data(), kSnippetBytes, stemmer_, flags);
      ++out.snippets;
      out.snippet_bytes += snippet.size();
      out.marked += snippet.find("<b>") != std::string::npos ? 1u : 0u;
    }
  }

  void Ids(const Xapian::MSet& hits) {
    for (auto hit = hits.begin(); hit != hits.end(); ++hit) {
      sink_ = sink_ + hit.get_document().get_value(kIdSlot).size();
    }
  }

  Xapian::Database database_;
  Xapian::Stem stemmer_{"en"};
  Xapian::SimpleStopper stopper_;
  Xapian::QueryParser parser_;
  volatile std::uint64_t sink_ = 0;  // keeps results alive
};

// ---------------------------------------------------------------------------------- measurements

// The value at `q` of sorted values, between neighbours linearly.
double Quantile(const std::vector<double>& sorted, double q) {
  if (sorted.empty()) return 0;
  double at = q * static_cast<double>(sorted.size() - 1);
  auto low = static_cast<std::size_t>(at);
  std::size_t high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (at - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

template <typename Value>
std::string Join(const std::vector<Value>& values) {
  std::string joined;
  for (const Value& value : values) {
    if (!joined.empty()) joined += ',';
    if constexpr (std::is_floating_point_v<Value>) {
      joined += Format("%.2f", value);
    } else {
      joined += std::to_string(value);
    }
  }
  return joined;
}

class Peer {
 public:
  Peer(std::string index, bool stop_words) : index_(std::move(index)), stop_words_(stop_words) {}

  std::string Answer(const std::string& line) {
    std::istringstream words(line);
    std::string command, mode, file;
    double number = 0;
    int threads = 0;
    words >> command;
    if (command == "load" && words >> file) {
      search_.reset();
      return Load(index_, file);
    }
    if (command == "open") return Open();
    if (command == "run" && words >> mode >> number >> file) {
      return Run(mode, static_cast<int>(number), file);
    }
    if (command == "warm" && words >> mode >> number >> file) return Warm(mode, number, file);
    if (command == "throughput" && words >> mode >> threads >> number >> file) {
      return Throughput(mode, threads, number, file);
    }
    if (command == "eval" && words >> file) return Eval(file);
    throw std::invalid_argument("no such command: " + line);
  }

 private:
  std::string Open() {
    search_ = std::make_unique<Search>(index_, stop_words_);
    return Format("{\"articles\":%u}", search_->Articles());
  }

  Search& Opened() {
    if (!search_) Open();
    return *search_;
  }

  const std::vector<std::string>& Lines(const std::string& file) {
    auto [entry, fresh] = files_.try_emplace(file);
    if (!fresh) return entry->second;
    std::ifstream input(file);
    for (std::string line; std::getline(input, line);) {
      if (line.find_first_not_of(" \t\r") != std::string::npos) entry->second.push_back(line);
    }
    if (entry->second.empty()) throw std::runtime_error("no queries in " + file);
    return entry->second;
  }

  std::string Run(const std::string& mode_name, int rounds, const std::string& file) {
    Mode mode(mode_name);
    const auto& queries = Lines(file);
    std::vector<std::vector<double>> micros(queries.size());
    std::vector<std::uint64_t> hits(queries.size());
    Outcome sum;
    for (int round = 0; round < rounds; ++round) {
      for (std::size_t q = 0; q < queries.size(); ++q) {
        Outcome out = Opened().Once(mode, queries[q]);
        micros[q].push_back(out.micros);
        hits[q] = out.hits;
        sum.search_micros += out.search_micros;
        sum.snippets += out.snippets;
        sum.snippet_bytes += out.snippet_bytes;
        sum.marked += out.marked;
      }
    }
    std::string more;
    if (mode.snippets) {
      auto snippets = static_cast<double>(std::max<std::uint64_t>(1, sum.snippets));
      more = Format(",\"search_mean_us\":%.2f,\"snippet_chars\":%.1f,\"snippets_marked\":%.4f",
                    sum.search_micros / (rounds * static_cast<double>(queries.size())),
                    static_cast<double>(sum.snippet_bytes) / snippets,
                    static_cast<double>(sum.marked) / snippets);
    }
    return Summary(mode_name, rounds, micros, hits, more);
  }

  static std::string Summary(const std::string& mode, int rounds,
                             std::vector<std::vector<double>>& micros,
                             const std::vector<std::uint64_t>& hits, const std::string& more) {
    std::vector<double> medians;
    for (auto& times : micros) {
      std::sort(times.begin(), times.end());
      medians.push_back(Quantile(times, 0.5));
    }
    std::vector<double> sorted = medians;
    std::sort(sorted.begin(), sorted.end());
    double mean =
        std::accumulate(medians.begin(), medians.end(), 0.0) / static_cast<double>(medians.size());
    return Format(
               "{\"mode\":\"%s\",\"queries\":%zu,\"rounds\":%d,\"mean_us\":%.2f,"
               "\"p50_us\":%.2f,\"p99_us\":%.2f",
               mode.c_str(), hits.size(), rounds, mean, Quantile(sorted, 0.5),
               Quantile(sorted, 0.99)) +
           more + ",\"per_query_us\":[" + Join(medians) + "],\"hits\":[" + Join(hits) + "]}";
  }

  // Repeats the queries until the time is up or three successive rounds are about as fast.
  std::string Warm(const std::string& mode_name, double seconds, const std::string& file) {
    Mode mode(mode_name);
    double minimum = std::min(seconds, kMinWarmSeconds);
    std::vector<double> last(3);
    std::size_t rounds = 0;
    bool stable = false;
    auto start = Clock::now();
    while (SecondsSince(start) < seconds && !(stable && SecondsSince(start) >= minimum)) {
      double micros = 0;
      for (const std::string& line : Lines(file)) micros += Opened().Once(mode, line).micros;
      last[rounds++ % 3] = micros;
      auto [low, high] = std::minmax_element(last.begin(), last.end());
      stable = rounds >= 3 && *high < *low * (1 + kStable);
    }
    return Format("{\"rounds\":%zu,\"stable\":%s,\"seconds\":%.2f}", rounds,
                  stable ? "true" : "false", SecondsSince(start));
  }

  std::string Throughput(const std::string& mode_name, int threads, double seconds,
                         const std::string& file) {
    Mode mode(mode_name);
    const auto& queries = Lines(file);
    auto count = static_cast<std::size_t>(threads);
    std::vector<std::unique_ptr<Search>> searches;
    for (std::size_t t = 0; t < count; ++t) {
      searches.push_back(std::make_unique<Search>(index_, stop_words_));
    }
    std::vector<std::uint64_t> done(count);
    std::vector<std::thread> pool;
    auto start = Clock::now();
    for (std::size_t t = 0; t < count; ++t) {
      pool.emplace_back([&, t] {
        for (std::size_t q = queries.size() * t / count; SecondsSince(start) < seconds; ++q) {
          searches[t]->Once(mode, queries[q % queries.size()]);
          ++done[t];
        }
      });
    }
    for (std::thread& thread : pool) thread.join();
    double elapsed = SecondsSince(start);
    auto total = std::accumulate(done.begin(), done.end(), std::uint64_t{0});
    return Format("{\"qps\":%.1f}", static_cast<double>(total) / elapsed);
  }

  std::string Eval(const std::string& file) {
    std::string json = "{\"run\":[";
    for (const std::string& line : Lines(file)) {
      std::size_t tab = line.find('\t');
      if (tab == std::string::npos) throw std::runtime_error("no tab in query: " + line);
      for (const auto& [id, score] : Opened().Rank(line.substr(tab + 1), kEvalDepth)) {
        if (json.back() == ']') json += ',';
        json += "[" + Quote(line.substr(0, tab)) + "," + Quote(id) + Format(",%.6f]", score);
      }
    }
    return json + "]}";
  }

  std::string index_;
  bool stop_words_;
  std::map<std::string, std::vector<std::string>> files_;
  std::unique_ptr<Search> search_;
};

}  // namespace

int main(int argc, char** argv) {
  std::string index;
  bool stop_words = true;
  for (int i = 1; i < argc; ++i) {
    std::string_view argument = argv[i];
    if (argument == "--index" && i + 1 < argc) {
      index = argv[++i];
    } else if (argument == "--no-stop-words") {
      stop_words = false;
    } else {
      index.clear();
      break;
    }
  }
  if (index.empty()) {
    std::cerr << "usage: xapian_peer --index DIR [--no-stop-words]\n";
    return 2;
  }
  Peer peer(index, stop_words);
  for (std::string line; std::getline(std::cin, line) && line != "quit";) {
    std::string answer;
    try {
      answer = peer.Answer(line);
    } catch (const Xapian::Error& error) {
      answer = "{\"error\":" + Quote(error.get_description()) + "}";
    } catch (const std::exception& error) {
      answer = "{\"error\":" + Quote(error.what()) + "}";
    }
    std::cout << answer << std::endl;
  }
  return 0;
}
