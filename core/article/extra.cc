// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/extra.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "core/limits.h"
#include "core/text/utf8.h"

namespace dateline::article {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Walks over valid JSON.
class Scanner {
 public:
  explicit Scanner(std::string_view json) : json_(json) {}

  bool TakeByte(char c) {
    SkipBlanks();
    if (at_ >= json_.size() || json_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string_view TakeString() {
    SkipBlanks();
    const std::size_t start = at_;
    SkipString();
    return json_.substr(start, at_ - start);
  }
  std::string_view TakeValue() {
    SkipBlanks();
    const std::size_t start = at_;
    std::size_t depth = 0;
    while (at_ < json_.size()) {
      const char c = json_[at_];
      if (c == '"') {
        SkipString();
      } else if (c == '{' || c == '[') {
        deepest_ = std::max(deepest_, ++depth);
        ++at_;
      } else if (c == '}' || c == ']') {
        if (depth == 0) break;  // of what holds the value
        --depth;
        ++at_;
      } else if (depth == 0 && (c == ',' || IsBlank(c))) {
        break;
      } else {
        ++at_;
        continue;
      }
      if (depth == 0) break;
    }
    return json_.substr(start, at_ - start);
  }
  // Of lists and objects in the values taken so far.
  std::size_t deepest() const { return deepest_; }

 private:
  void SkipBlanks() {
    while (at_ < json_.size() && IsBlank(json_[at_])) ++at_;
  }
  void SkipString() {
    for (++at_; at_ < json_.size(); at_ += 2) {  // past what a backslash escapes
      at_ = std::min(json_.find_first_of("\"\\", at_), json_.size());
      if (at_ < json_.size() && json_[at_] == '"') break;
    }
    at_ = std::min(at_ + 1, json_.size());
  }

  std::string_view json_;
  std::size_t at_ = 0;
  std::size_t deepest_ = 0;
};

std::size_t DepthOf(std::string_view value) {
  Scanner scanner(value);
  (void)scanner.TakeValue();
  return scanner.deepest();
}

// A member whose value, if it is an object with members, is taken apart.
struct Node {
  JsonMember member;
  std::vector<Node> children;
  bool dropped = false;
};

std::string NameOf(std::string_view key) { return std::string(key.substr(1, key.size() - 2)); }

std::vector<Node> MakeTree(std::string_view object) {
  std::vector<Node> nodes;
  for (const JsonMember& member : JsonMembers(object)) {
    Node node{member, {}};
    if (member.value.starts_with('{')) node.children = MakeTree(member.value);
    nodes.push_back(std::move(node));
  }
  return nodes;
}

std::string WriteTree(const std::vector<Node>& nodes) {
  std::string text = "{";
  for (const Node& node : nodes) {
    if (node.dropped) continue;
    if (text.size() > 1) text += ',';
    text += node.member.key;
    text += ':';
    if (node.children.empty()) {
      text += node.member.value;
    } else {
      text += WriteTree(node.children);
    }
  }
  return text + "}";
}

void DropMember(std::vector<Node>& nodes, const std::vector<std::string>& path, std::size_t at) {
  for (Node& node : nodes) {
    if (NameOf(node.member.key) != path[at]) continue;
    if (at + 1 == path.size()) {
      node.dropped = true;
    } else {
      DropMember(node.children, path, at + 1);
      node.dropped = !node.children.empty() &&
                     std::ranges::all_of(node.children, [](const Node& n) { return n.dropped; });
    }
  }
}

class Fitter {
 public:
  explicit Fitter(std::vector<LeftOut>& left_out) : left_out_(left_out) {}

  void Fit(std::vector<Node>& nodes, std::size_t bytes) {
    DropDeep(nodes, 1, "");
    for (const LeftOut& one : left_out_) bytes -= std::min(bytes, one.bytes);
    if (bytes <= limits::kMaxExtraBytes) return;
    Collect(nodes, "");
    std::stable_sort(leaves_.begin(), leaves_.end(),
                     [](const Leaf& a, const Leaf& b) { return a.bytes > b.bytes; });
    for (const Leaf& leaf : leaves_) {
      if (bytes <= limits::kMaxExtraBytes) break;
      leaf.node->dropped = true;
      bytes -= std::min(bytes, leaf.bytes);
      left_out_.push_back({leaf.path, leaf.bytes});
    }
  }

 private:
  struct Leaf {
    Node* node;
    std::string path;
    std::size_t bytes;
  };

  static std::string Join(const std::string& path, const Node& node) {
    return path.empty() ? NameOf(node.member.key) : path + "." + NameOf(node.member.key);
  }
  // With what joins it to others.
  static std::size_t BytesOf(const Node& node) {
    return node.member.key.size() + node.member.value.size() + 2;
  }

  // `level` is that of the object that holds `nodes`.
  void DropDeep(std::vector<Node>& nodes, std::size_t level, const std::string& path) {
    for (Node& node : nodes) {
      if (level + DepthOf(node.member.value) <= limits::kMaxExtraDepth) continue;
      if (!node.children.empty() && level < limits::kMaxExtraDepth) {
        DropDeep(node.children, level + 1, Join(path, node));
      } else {
        node.dropped = true;
        left_out_.push_back({Join(path, node), BytesOf(node)});
      }
    }
  }

  void Collect(std::vector<Node>& nodes, const std::string& path) {
    for (Node& node : nodes) {
      if (node.dropped) continue;
      if (node.children.empty()) {
        leaves_.push_back({&node, Join(path, node), BytesOf(node)});
      } else {
        Collect(node.children, Join(path, node));
      }
    }
  }

  std::vector<LeftOut>& left_out_;
  std::vector<Leaf> leaves_;
};

}  // namespace

std::vector<JsonMember> JsonMembers(std::string_view object) {
  std::vector<JsonMember> members;
  Scanner scanner(object);
  if (!scanner.TakeByte('{') || scanner.TakeByte('}')) return members;
  do {
    const std::string_view key = scanner.TakeString();
    scanner.TakeByte(':');
    members.push_back({key, scanner.TakeValue()});
  } while (scanner.TakeByte(','));
  return members;
}

std::string ExtraProblem(std::string_view extra) {
  if (extra.size() > limits::kMaxExtraBytes) {
    return fmt::format("extra has {} bytes; at most {} are allowed: leave out its largest values",
                       extra.size(), limits::kMaxExtraBytes);
  }
  thread_local simdjson::dom::parser parser(limits::kMaxExtraBytes + 1);
  simdjson::dom::element root;
  if (parser.parse(extra.data(), extra.size()).get(root) != simdjson::SUCCESS ||
      !root.is_object()) {
    return fmt::format("extra is '{}'; it must be the JSON text of an object, such as {}",
                       text::CutUtf8(extra, 40), R"({"views":12})");
  }
  if (const std::size_t depth = DepthOf(extra); depth > limits::kMaxExtraDepth) {
    return fmt::format("extra is nested {} levels deep; at most {} are allowed: flatten it", depth,
                       limits::kMaxExtraDepth);
  }
  return "";
}

std::string OneJsonLine(std::string_view json) {
  std::string line;
  line.reserve(json.size());
  for (std::size_t at = 0; at < json.size(); ++at) {
    if (json[at] != '\n' && json[at] != '\r') {
      line += json[at];
      continue;
    }
    while (at + 1 < json.size() && IsBlank(json[at + 1])) ++at;
  }
  return line;
}

std::string WithoutMembers(std::string_view object,
                           const std::vector<std::vector<std::string>>& paths) {
  if (paths.empty()) return std::string(object);
  std::vector<Node> nodes = MakeTree(object);
  for (const std::vector<std::string>& path : paths) {
    if (!path.empty()) DropMember(nodes, path, 0);
  }
  return WriteTree(nodes);
}

std::string FitExtra(std::string_view object, std::vector<LeftOut>& left_out) {
  if (object.size() <= limits::kMaxExtraBytes && DepthOf(object) <= limits::kMaxExtraDepth) {
    return std::string(object);
  }
  std::vector<Node> nodes = MakeTree(object);
  Fitter(left_out).Fit(nodes, object.size());
  return WriteTree(nodes);
}

}  // namespace dateline::article
