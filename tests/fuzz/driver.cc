// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a fuzz target without libFuzzer: every seed, then mutations of them for a while.
// Usage: TARGET [--seconds N] [--seed N] FILE_OR_FOLDER...
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kMaxInput = 1U << 16U;

std::string current;  // what runs now, for the handler

// Keeps the input of a crash; only calls that are safe in a handler.
void SaveInput(int signal) {
  const int file = open("crash-input", O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
  if (file >= 0 && write(file, current.data(), current.size()) >= 0) {
    constexpr char kSaid[] = "the input is in ./crash-input\n";
    if (write(STDERR_FILENO, kSaid, sizeof kSaid - 1) < 0) _exit(1);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void RunOne(std::string input) {
  current = std::move(input);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(current.data()), current.size());
}

std::vector<std::string> ReadSeeds(const std::vector<std::string>& places) {
  std::vector<std::string> seeds;
  const auto read = [&seeds](const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  };
  for (const std::string& place : places) {
    if (!std::filesystem::is_directory(place)) {
      read(place);
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(place)) read(entry.path());
  }
  std::sort(seeds.begin(), seeds.end());  // the order of a folder is arbitrary
  return seeds;
}

class Mutator {
 public:
  Mutator(std::vector<std::string> seeds, std::uint64_t seed)
      : seeds_(std::move(seeds)), random_(seed) {}

  std::string Next() {
    std::string input = seeds_[Below(seeds_.size())];
    for (std::size_t i = Below(8) + 1; i > 0; --i) Change(input);
    input.resize(std::min(input.size(), kMaxInput));
    return input;
  }

 private:
  std::size_t Below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }

  void Change(std::string& input) {
    const std::size_t at = Below(input.size() + 1);
    const std::size_t length = std::min(Below(16) + 1, input.size() - at);
    switch (Below(6)) {
      case 0:
        if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << Below(8)));
        return;
      case 1:
        input.insert(at, 1, static_cast<char>(random_()));
        return;
      case 2:
        input.erase(at, length);
        return;
      case 3:  // repeats a stretch, sometimes many times
        for (std::size_t n = Below(10) == 0 ? 100 : 1; n > 0; --n) {
          input.insert(at, input.substr(at, length));
        }
        return;
      case 4: {  // a stretch of another seed
        const std::string& other = seeds_[Below(seeds_.size())];
        const std::size_t from = Below(other.size() + 1);
        input.insert(at, other.substr(from, Below(40)));
        return;
      }
      default:
        input.resize(at);
    }
  }

  std::vector<std::string> seeds_;
  std::mt19937_64 random_;
};

}  // namespace

int main(int argc, char** argv) {
  int seconds = 0;
  std::uint64_t seed = std::random_device{}();
  std::vector<std::string> places;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--seconds" && i + 1 < argc) {
      seconds = std::atoi(argv[++i]);
    } else if (argument == "--seed" && i + 1 < argc) {
      seed = std::strtoull(argv[++i], nullptr, 10);
    } else {
      places.push_back(argument);
    }
  }
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) {
    std::signal(signal, SaveInput);
  }
  std::vector<std::string> seeds = ReadSeeds(places);
  if (seeds.empty()) {
    std::fprintf(stderr, "no seeds\n");
    return 2;
  }
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  std::fflush(stdout);
  for (const std::string& input : seeds) RunOne(input);
  std::size_t runs = seeds.size();
  Mutator mutator(std::move(seeds), seed);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  for (; std::chrono::steady_clock::now() < end; ++runs) RunOne(mutator.Next());
  std::printf("%zu runs\n", runs);
  return 0;
}
