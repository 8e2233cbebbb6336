// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/url.h"

#include <absl/strings/ascii.h>

#include <algorithm>
#include <array>

#include "core/text/fold.h"

namespace dateline::article {
namespace {

std::string Lower(std::string_view text) {
  return absl::AsciiStrToLower(absl::string_view(text.data(), text.size()));
}

// Names of parameters, in lower case, by which sites, newsletters and advertisements count clicks.
// Names that may also choose what is shown ("source", "id", "page", "lang") are not among them.
bool IsTracking(std::string_view parameter) {
  static constexpr auto kNames = std::to_array<std::string_view>({"_branch_match_id",
                                                                  "_ga",
                                                                  "_gl",
                                                                  "_hsenc",
                                                                  "_hsmi",
                                                                  "_openstat",
                                                                  "cmp",
                                                                  "cmpid",
                                                                  "dclid",
                                                                  "emc",
                                                                  "fb_action_ids",
                                                                  "fb_action_types",
                                                                  "fb_ref",
                                                                  "fb_source",
                                                                  "fbclid",
                                                                  "feature",
                                                                  "ftag",
                                                                  "ftcamp",
                                                                  "gbraid",
                                                                  "gclid",
                                                                  "gclsrc",
                                                                  "guccounter",
                                                                  "guce_referrer",
                                                                  "guce_referrer_sig",
                                                                  "icid",
                                                                  "igsh",
                                                                  "igshid",
                                                                  "intcmp",
                                                                  "ito",
                                                                  "mbid",
                                                                  "mc_cid",
                                                                  "mc_eid",
                                                                  "mkt_tok",
                                                                  "msclkid",
                                                                  "ncid",
                                                                  "ocid",
                                                                  "oly_anon_id",
                                                                  "oly_enc_id",
                                                                  "rb_clickid",
                                                                  "ref",
                                                                  "ref_src",
                                                                  "ref_url",
                                                                  "referrer",
                                                                  "rss_id",
                                                                  "s_cid",
                                                                  "s_kwcid",
                                                                  "sh_kit",
                                                                  "smid",
                                                                  "smtyp",
                                                                  "spm",
                                                                  "sref",
                                                                  "srnd",
                                                                  "taid",
                                                                  "trk",
                                                                  "ttclid",
                                                                  "twclid",
                                                                  "vero_conv",
                                                                  "vero_id",
                                                                  "wbraid",
                                                                  "wickedid",
                                                                  "wt.mc_id",
                                                                  "wt_mc",
                                                                  "xtor",
                                                                  "yclid",
                                                                  "ysclid"});
  const std::string name = Lower(parameter.substr(0, parameter.find('=')));
  for (const std::string_view start : {"utm_", "at_", "pk_", "mtm_", "hsa_", "ns_", "stm_"}) {
    if (name.starts_with(start)) return true;
  }
  return std::ranges::find(kNames, name) != kNames.end();
}

std::string WithoutTracking(std::string_view query) {
  std::string kept;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view parameter = query.substr(0, end);
    if (!parameter.empty() && !IsTracking(parameter)) {
      kept += kept.empty() ? "?" : "&";
      kept += parameter;
    }
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return kept;
}

}  // namespace

std::string UrlHost(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return "";
  std::string_view host = url.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  host = host.substr(0, host.find(':'));
  std::string lower = text::FoldName(host);
  if (lower.starts_with("www.")) lower.erase(0, 4);
  return lower;
}

std::string UrlKey(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::string(url);
  const std::string name = Lower(url.substr(0, scheme));
  if (name != "http" && name != "https") return std::string(url);
  std::string_view rest = url.substr(scheme + 3);
  const std::size_t host_end = std::min(rest.find_first_of("/?#"), rest.size());
  std::string key = Lower(rest.substr(0, host_end));
  rest = rest.substr(host_end);
  if (key.starts_with("www.")) key.erase(0, 4);
  for (const std::string_view port : {":80", ":443"}) {
    if (key.ends_with(port)) key.resize(key.size() - port.size());
  }
  const std::size_t hash = std::min(rest.find('#'), rest.size());
  const std::string_view fragment = rest.substr(hash);
  rest = rest.substr(0, hash);
  const std::size_t question = std::min(rest.find('?'), rest.size());
  std::string_view path = rest.substr(0, question);
  while (path.ends_with('/')) path.remove_suffix(1);
  key += path;
  if (question < rest.size()) key += WithoutTracking(rest.substr(question + 1));
  if (fragment.starts_with("#!")) key += fragment;
  return key;
}

}  // namespace dateline::article
