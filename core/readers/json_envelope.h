// SPDX-License-Identifier: GPL-3.0-or-later
// Objects that hold a list of articles: what services answer, exports, feeds in JSON.
#ifndef DATELINE_CORE_READERS_JSON_ENVELOPE_H_
#define DATELINE_CORE_READERS_JSON_ENVELOPE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::readers {

// Walks through one JSON object, block by block, to the list of articles in it: a list of objects
// under a usual name ("articles", "items", "response.docs", "hits.hits"). Keeps no values, so that
// its memory does not depend on the size of the object. Not thread-safe.
class JsonNavigator {
 public:
  enum class Step : std::uint8_t {
    kMore,   // all bytes were taken
    kList,   // the next byte begins the first object of the list
    kEnd,    // the object has ended
    kBroken  // nested too deep to be articles
  };

  // Takes bytes of `bytes` from `at` on, and moves `at` after them.
  Step Walk(std::string_view bytes, std::size_t& at);
  // The caller has taken the objects of the list and its ']'.
  void EndList();

  // What was seen so far. Whether the object is an article itself: it has a body, or headline and
  // date beside a list that may be of anything ("items").
  bool IsArticle() const { return body_ || (headline_ && date_ && !plain_); }
  bool HasHeadline() const { return headline_; }
  // A list under a usual name is there, and empty.
  bool HasEmptyList() const { return empty_list_; }
  // Names, joined by dots, of the first list of objects under a name that is not usual; "" if there
  // is none.
  const std::string& other_list() const { return other_list_; }

 private:
  struct Frame {
    bool object;
    bool name_next;    // the next string is a name
    std::string name;  // of the member at hand
  };
  void Open(char c);
  void EndString();
  bool StartsArticles(char c);
  std::string Path() const;

  std::vector<Frame> frames_;
  std::string name_;
  bool in_string_ = false;
  bool escaped_ = false;
  bool in_name_ = false;
  bool is_pending_ = false;  // the first element of a list comes next
  bool found_ = false;
  bool plain_ = false;  // what was found is named after articles
  bool body_ = false;
  bool headline_ = false;
  bool date_ = false;
  bool empty_list_ = false;
  std::string other_list_;
};

// Whether the object in `json` holds its articles in a list and is not an article itself.
bool IsEnvelope(std::string_view json);

// The path of a list of objects in `json` that is not read as articles, or "".
std::string UnreadList(std::string_view json);

// The article in an element that is not one itself: {"_id":…,"_source":{…}} of a search engine,
// {"item":{…}},
// {"doc":{…}}, {"node":{…}}, {"attributes":{…}}, {"fields":{…}} become the object in it, with the
// other members after its own, except "_score" and the like. "": there is no such object in it.
std::string UnwrapElement(std::string_view json);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_JSON_ENVELOPE_H_
