// SPDX-License-Identifier: GPL-3.0-or-later
// Names from the index of elements of the HTML Standard, https://html.spec.whatwg.org/, with its
// obsolete ones, which live on in archives.
#include "core/readers/html_elements.h"

#include <functional>
#include <map>
#include <set>
#include <string>

namespace dateline::readers {
namespace {

using Rows = std::map<std::string, ElementRow, std::less<>>;

Rows MakeRows() {
  Rows rows;
  for (const char* name :
       {"a",       "abbr",     "acronym",  "applet",   "audio",      "b",        "bdi",
        "bdo",     "big",      "blink",    "button",   "canvas",     "cite",     "code",
        "data",    "datalist", "del",      "dfn",      "em",         "font",     "i",
        "ins",     "kbd",      "label",    "map",      "mark",       "marquee",  "meter",
        "nobr",    "output",   "picture",  "progress", "q",          "rb",       "rp",
        "rt",      "rtc",      "ruby",     "s",        "samp",       "select",   "slot",
        "small",   "span",     "strike",   "strong",   "sub",        "sup",      "time",
        "tt",      "u",        "var",      "video",    "textarea",   "colgroup", "optgroup",
        "nolayer", "multicol", "frameset", "layer",    "fencedframe"}) {
    rows[name] = {ElementKind::kInline};
  }
  for (const char* name :
       {"area", "base", "basefont", "bgsound", "col", "embed", "frame", "img", "image", "input",
        "keygen", "link", "meta", "param", "source", "spacer", "track", "wbr"}) {
    rows[name] = {ElementKind::kVoid};
  }
  rows["br"] = {ElementKind::kBreak, true};
  rows["hr"] = {ElementKind::kRule};
  rows["p"] = {ElementKind::kParagraph, true};
  for (const char* name : {"li", "dt", "dd"}) rows[name] = {ElementKind::kParagraph};
  for (const char* name :
       {"h1",      "h2",         "h3",      "h4",         "h5",       "h6",     "ul",   "ol",
        "dl",      "blockquote", "figure",  "figcaption", "pre",      "hgroup", "menu", "dir",
        "address", "details",    "summary", "dialog",     "fieldset", "center"}) {
    rows[name] = {ElementKind::kBlock};
  }
  for (const char* name : {"div", "article", "section", "aside", "header", "footer", "main", "nav"})
    rows[name] = {ElementKind::kBlock, true};
  for (const char* name :
       {"html", "body", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"}) {
    rows[name] = {ElementKind::kBlock, true, true};
  }
  for (const char* name : {"form", "legend", "search", "listing", "option"})
    rows[name] = {ElementKind::kBlock, false, true};
  for (const char* name : {"script", "style", "noscript", "iframe", "svg", "head", "template",
                           "title", "object", "math", "noembed", "noframes"}) {
    rows[name] = {ElementKind::kHidden};
  }
  return rows;
}

}  // namespace

ElementRow FindElement(std::string_view name) {
  static const auto* const rows = new Rows(MakeRows());
  const auto found = rows->find(name);
  return found == rows->end() ? ElementRow{} : found->second;
}

bool IsBareAttribute(std::string_view name) {
  static const auto* const names = new std::set<std::string, std::less<>>{"allowfullscreen",
                                                                          "async",
                                                                          "autofocus",
                                                                          "autoplay",
                                                                          "checked",
                                                                          "compact",
                                                                          "controls",
                                                                          "crossorigin",
                                                                          "declare",
                                                                          "default",
                                                                          "defer",
                                                                          "disabled",
                                                                          "download",
                                                                          "formnovalidate",
                                                                          "hidden",
                                                                          "inert",
                                                                          "ismap",
                                                                          "itemscope",
                                                                          "loop",
                                                                          "multiple",
                                                                          "muted",
                                                                          "nomodule",
                                                                          "noresize",
                                                                          "noshade",
                                                                          "novalidate",
                                                                          "nowrap",
                                                                          "open",
                                                                          "playsinline",
                                                                          "popover",
                                                                          "readonly",
                                                                          "required",
                                                                          "reversed",
                                                                          "scoped",
                                                                          "seamless",
                                                                          "selected",
                                                                          "sortable",
                                                                          "truespeed",
                                                                          "typemustmatch",
                                                                          "webkitallowfullscreen",
                                                                          "mozallowfullscreen"};
  return names->contains(name) || name.starts_with("data-") || name.starts_with("aria-");
}

}  // namespace dateline::readers
