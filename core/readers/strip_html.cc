// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/strip_html.h"

#include <gumbo.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "core/readers/html_markup.h"

namespace dateline::readers {
namespace {

constexpr std::size_t kBlankLine = 2;  // newlines

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

// Collects the text: white space that is due stands before the next character only.
class PlainText {
 public:
  void Break(std::size_t newlines) { newlines_ = std::max(newlines_, newlines); }
  // Breaks that follow one another add up to a blank line.
  void Line() { newlines_ = std::min(newlines_ + 1, std::max(newlines_, kBlankLine)); }

  // White space is one blank.
  void AddWords(std::string_view text) {
    for (const char c : text) {
      if (IsBlank(c)) {
        blank_ = true;
      } else {
        Due();
        out_ += c;
      }
    }
  }
  // Lines and blanks as they are, but none beside a break.
  void AddLines(std::string_view text) {
    for (const char c : text) {
      if (newlines_ > 0 && IsBlank(c)) continue;
      if (newlines_ > 0) out_.erase(out_.find_last_not_of(" \t\n\r\f") + 1);
      Due();
      out_ += c;
    }
  }
  // Only lines as they are.
  void AddPreformatted(std::string_view text) {
    for (const char c : text) {
      if (c == '\n') {
        Line();
      } else {
        AddWords(std::string_view(&c, 1));
      }
    }
  }
  std::string Release() { return std::move(out_); }

 private:
  void Due() {
    if (!out_.empty() && newlines_ > 0) {
      out_.append(newlines_, '\n');
    } else if (!out_.empty() && blank_) {
      out_ += ' ';
    }
    newlines_ = 0;
    blank_ = false;
  }

  std::string out_;
  std::size_t newlines_ = 0;
  bool blank_ = false;
};

struct ParsedHtml {
  explicit ParsedHtml(std::string_view html) {
    options.max_errors = 0;  // they are not looked at
    options.fragment_context = GUMBO_TAG_BODY;
    output = gumbo_parse_with_options(&options, html.data(), html.size());
  }
  ParsedHtml(const ParsedHtml&) = delete;
  ParsedHtml& operator=(const ParsedHtml&) = delete;
  ~ParsedHtml() { gumbo_destroy_output(&options, output); }

  GumboOptions options = kGumboDefaultOptions;
  GumboOutput* output;
};

// Walks over the tree without recursion.
class TextOfTree {
 public:
  explicit TextOfTree(bool has_paragraphs) : has_paragraphs_(has_paragraphs) {}

  std::string Run(const GumboNode* root) && {
    const GumboNode* node = root;
    Enter(node);
    for (;;) {
      if (IsParent(node) && node->v.element.children.length > 0) {
        node = static_cast<const GumboNode*>(node->v.element.children.data[0]);
        Enter(node);
        continue;
      }
      while (node != root && !HasNext(node)) {
        node = node->parent;
        Leave(node);
      }
      if (node == root) return plain_.Release();
      const GumboVector& siblings = node->parent->v.element.children;
      node = static_cast<const GumboNode*>(siblings.data[node->index_within_parent + 1]);
      Enter(node);
    }
  }

 private:
  static bool IsParent(const GumboNode* node) {
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
  }
  static bool HasNext(const GumboNode* node) {
    return node->index_within_parent + 1 < node->parent->v.element.children.length;
  }

  void Enter(const GumboNode* node) {
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE) {
      const std::string_view text = node->v.text.text;
      if (preformatted_ > 0) {
        plain_.AddPreformatted(text);
      } else if (has_paragraphs_) {
        plain_.AddWords(text);
      } else {
        plain_.AddLines(text);
      }
      return;
    }
    if (!IsParent(node) || node->v.element.tag == GUMBO_TAG_HTML) return;
    if (node->v.element.tag == GUMBO_TAG_BR) return plain_.Line();
    preformatted_ += node->v.element.tag == GUMBO_TAG_PRE ? 1 : 0;
    plain_.Break(kBlankLine);  // all that is left of the markup are blocks
  }

  void Leave(const GumboNode* node) {
    if (node->v.element.tag == GUMBO_TAG_HTML) return;
    preformatted_ -= node->v.element.tag == GUMBO_TAG_PRE ? 1 : 0;
    plain_.Break(kBlankLine);
  }

  const bool has_paragraphs_;
  std::size_t preformatted_ = 0;  // elements that are open
  PlainText plain_;
};

}  // namespace

std::string StripHtml(std::string_view text) {
  // Most texts have neither, and a search for one byte is the fastest there is.
  if (text.find('<') == std::string_view::npos && text.find('&') == std::string_view::npos) {
    return std::string(text);
  }
  const SettledHtml settled = SettleHtml(text);
  if (!settled.has_markup) return std::string(text);
  const ParsedHtml parsed(settled.html);
  return TextOfTree(settled.has_paragraphs).Run(parsed.output->root);
}

void StripArticle(v1::Article& article) {
  if (article.text_format() != v1::TEXT_FORMAT_HTML) return;
  article.set_headline(StripHtml(article.headline()));
  article.set_body(StripHtml(article.body()));
  article.set_text_format(v1::TEXT_FORMAT_PLAIN);
}

}  // namespace dateline::readers
