// SPDX-License-Identifier: GPL-3.0-or-later
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;

/** Lucene, speaking the benchmark's line protocol; README.md beside this file describes it. */
public final class LucenePeer {
  private static final int PAGE = 10;
  private static final int EVAL_DEPTH = 1000;
  private static final double STABLE = 0.03;
  private static final double MIN_WARM_SECONDS = 2;
  private static final String USAGE = "usage: LucenePeer --index DIR [--no-offsets]";

  private final Path index;
  private final boolean withOffsets;
  private final Analyzer analyzer = new EnglishAnalyzer();
  private final Map<String, List<String>> files = new HashMap<>();
  private LuceneSearch search;
  private volatile long sink; // keeps results alive, so that no work is optimised away

  private LucenePeer(Path index, boolean withOffsets) {
    this.index = index;
    this.withOffsets = withOffsets;
  }

  /** What a mode's name means: an operator and what is done with the hits. */
  private static final class Mode {
    final String operator;
    final boolean months;
    final boolean snippets;
    final boolean ids;
    final LuceneSearch.Counting counting;

    Mode(String name) {
      snippets = name.equals("snippets");
      ids = name.equals("page10");
      months = name.endsWith("+count");
      counting =
          name.endsWith("-top")
              ? LuceneSearch.Counting.LUCENE_DEFAULT
              : LuceneSearch.Counting.EXACT;
      operator = snippets || ids ? "or" : name.replaceFirst("(\\+count|-top|-exact)$", "");
    }
  }

  /** What one query took and gave. */
  private static final class Outcome {
    long nanos;
    long searchNanos;
    long hits;
    long snippetChars;
    int snippets;
    int marked;
  }

  private Outcome once(Mode mode, String line) throws IOException {
    Outcome out = new Outcome();
    long start = System.nanoTime();
    Query query = search.parse(mode.operator, line);
    LuceneSearch.MonthCollector months = mode.months ? new LuceneSearch.MonthCollector() : null;
    TopDocs top = search.top(query, PAGE, mode.counting, months);
    String[] snippets = null;
    long searched = System.nanoTime();
    if (mode.snippets) {
      snippets = search.snippets(query, top);
    } else if (mode.ids) {
      for (ScoreDoc hit : top.scoreDocs) {
        sink += search.id(hit.doc).length();
      }
    }
    long end = System.nanoTime();
    out.searchNanos = searched - start;
    out.nanos = end - (mode.snippets ? searched : start);
    out.hits = top.totalHits.value;
    sink += out.hits + (months == null ? 0 : months.total());
    if (snippets != null) {
      for (String snippet : snippets) {
        out.snippets++;
        out.snippetChars += snippet == null ? 0 : snippet.length();
        out.marked += snippet != null && snippet.contains("<b>") ? 1 : 0;
      }
    }
    return out;
  }

  private String run(String modeName, int rounds, String file) throws IOException {
    Mode mode = new Mode(modeName);
    List<String> queries = lines(file);
    double[][] micros = new double[queries.size()][rounds];
    long[] hits = new long[queries.size()];
    Outcome sum = new Outcome();
    for (int round = 0; round < rounds; round++) {
      for (int q = 0; q < queries.size(); q++) {
        Outcome out = once(mode, queries.get(q));
        micros[q][round] = out.nanos / 1e3;
        hits[q] = out.hits;
        sum.searchNanos += out.searchNanos;
        sum.snippets += out.snippets;
        sum.snippetChars += out.snippetChars;
        sum.marked += out.marked;
      }
    }
    String more = "";
    if (mode.snippets) {
      double passes = Math.max(1, (double) rounds * queries.size());
      double snippets = Math.max(1, sum.snippets);
      more = format(",\"search_mean_us\":%.2f,\"snippet_chars\":%.1f,\"snippets_marked\":%.4f",
          sum.searchNanos / 1e3 / passes, sum.snippetChars / snippets, sum.marked / snippets);
    }
    return summary(modeName, rounds, micros, hits, more);
  }

  private static String summary(
      String mode, int rounds, double[][] micros, long[] hits, String more) {
    double[] medians = new double[micros.length];
    for (int q = 0; q < micros.length; q++) {
      Arrays.sort(micros[q]);
      medians[q] = quantile(micros[q], 0.5);
    }
    double[] sorted = medians.clone();
    Arrays.sort(sorted);
    StringBuilder json = new StringBuilder();
    json.append(
        format("{\"mode\":\"%s\",\"queries\":%d,\"rounds\":%d,", mode, hits.length, rounds));
    json.append(format("\"mean_us\":%.2f,\"p50_us\":%.2f,\"p99_us\":%.2f%s,\"per_query_us\":[",
        Arrays.stream(medians).average().orElse(0), quantile(sorted, 0.5), quantile(sorted, 0.99),
        more));
    for (int q = 0; q < medians.length; q++) {
      json.append(q == 0 ? "" : ",").append(format("%.2f", medians[q]));
    }
    json.append("],\"hits\":").append(Arrays.toString(hits).replace(" ", ""));
    return json.append('}').toString();
  }

  /** The value at {@code q} of sorted values, between neighbours linearly. */
  private static double quantile(double[] sorted, double q) {
    if (sorted.length == 0) {
      return 0;
    }
    double at = q * (sorted.length - 1);
    int low = (int) at;
    int high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  }

  /** Repeats the queries until the time is up or three successive rounds are about as fast. */
  private String warm(String modeName, double seconds, String file) throws IOException {
    Mode mode = new Mode(modeName);
    double minimum = Math.min(seconds, MIN_WARM_SECONDS);
    double[] last = new double[3];
    int rounds = 0;
    long start = System.nanoTime();
    double elapsed = 0;
    while (elapsed < seconds && !(rounds >= 3 && elapsed >= minimum && stable(last))) {
      long nanos = 0;
      for (String line : lines(file)) {
        nanos += once(mode, line).nanos;
      }
      last[rounds++ % 3] = nanos;
      elapsed = (System.nanoTime() - start) / 1e9;
    }
    return format("{\"rounds\":%d,\"stable\":%b,\"seconds\":%.2f}", rounds,
        rounds >= 3 && stable(last), elapsed);
  }

  private static boolean stable(double[] rounds) {
    double min = Arrays.stream(rounds).min().orElse(0);
    double max = Arrays.stream(rounds).max().orElse(0);
    return max < min * (1 + STABLE);
  }

  private String throughput(String modeName, int threads, double seconds, String file)
      throws Exception {
    Mode mode = new Mode(modeName);
    List<String> queries = lines(file);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    List<Future<Long>> counts = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int first = (int) ((long) queries.size() * t / threads);
      counts.add(pool.submit(() -> {
        long count = 0;
        for (int q = first; System.nanoTime() < end; q++, count++) {
          once(mode, queries.get(q % queries.size()));
        }
        return count;
      }));
    }
    long total = 0;
    for (Future<Long> count : counts) {
      total += count.get();
    }
    double elapsed = (System.nanoTime() - start) / 1e9;
    pool.shutdown();
    return format("{\"qps\":%.1f}", total / elapsed);
  }

  private String eval(String file) throws IOException {
    StringBuilder json = new StringBuilder("{\"run\":[");
    String separator = "";
    for (String line : lines(file)) {
      int tab = line.indexOf('\t');
      String topic = line.substring(0, tab);
      Query query = search.parse("or", line.substring(tab + 1));
      TopDocs top = search.top(query, EVAL_DEPTH, LuceneSearch.Counting.EXACT, null);
      for (ScoreDoc hit : top.scoreDocs) {
        json.append(separator).append('[').append(quote(topic)).append(',');
        json.append(quote(search.id(hit.doc))).append(format(",%.6f]", hit.score));
        separator = ",";
      }
    }
    return json.append("]}").toString();
  }

  private String load(String file, int threads) throws Exception {
    close();
    LuceneLoader.Result result = LuceneLoader.load(index, file, threads, analyzer, withOffsets);
    String opened = open();
    return format("{\"articles\":%d,\"seconds\":%.3f,\"seconds_with_merges\":%.3f,"
            + "\"index_bytes\":%d,\"rss_bytes\":%d,%s",
        result.articles, result.seconds, result.secondsWithMerges, indexBytes(), peakRss(),
        opened.substring(opened.indexOf("\"segments\"")));
  }

  private String open() throws IOException {
    close();
    search = new LuceneSearch(index, analyzer);
    return format(
        "{\"articles\":%d,\"segments\":%d}", search.articles(), search.segments());
  }

  private void close() throws IOException {
    if (search != null) {
      search.close();
      search = null;
    }
  }

  private long indexBytes() throws IOException {
    long sum = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(index)) {
      for (Path entry : entries) {
        sum += Files.size(entry);
      }
    }
    return sum;
  }

  /** The most memory this process ever had resident, Java heap and mapped index included. */
  private static long peakRss() throws IOException {
    for (String line : Files.readAllLines(Paths.get("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return 0;
  }

  private List<String> lines(String file) throws IOException {
    List<String> known = files.get(file);
    if (known == null) {
      known = Files.readAllLines(Paths.get(file));
      known.removeIf(String::isBlank);
      files.put(file, known);
    }
    return known;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private String answer(String[] words) throws Exception {
    if (search == null && !words[0].equals("load")) {
      open();
    }
    switch (words[0]) {
      case "load": return load(words[1], Integer.parseInt(words[2]));
      case "open": return open();
      case "run": return run(words[1], Integer.parseInt(words[2]), words[3]);
      case "warm": return warm(words[1], Double.parseDouble(words[2]), words[3]);
      case "throughput":
        return throughput(
            words[1], Integer.parseInt(words[2]), Double.parseDouble(words[3]), words[4]);
      case "eval": return eval(words[1]);
      default: throw new IllegalArgumentException("no such command: " + words[0]);
    }
  }

  public static void main(String[] args) throws IOException {
    Path index = null;
    boolean withOffsets = true;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--index") && i + 1 < args.length) {
        index = Paths.get(args[++i]);
      } else if (args[i].equals("--no-offsets")) {
        withOffsets = false;
      } else {
        index = null;
        break;
      }
    }
    if (index == null) {
      System.err.println(USAGE);
      System.exit(2);
    }
    LucenePeer peer = new LucenePeer(index, withOffsets);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals("quit")) {
        break;
      }
      try {
        out.println(peer.answer(line.trim().split(" +")));
      } catch (Exception e) {
        out.println("{\"error\":" + quote(String.valueOf(e)) + "}");
      }
      out.flush();
    }
    peer.close();
  }
}
