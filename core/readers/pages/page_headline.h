// SPDX-License-Identifier: GPL-3.0-or-later
// The headline of a saved page.
#ifndef DATELINE_CORE_READERS_PAGES_PAGE_HEADLINE_H_
#define DATELINE_CORE_READERS_PAGES_PAGE_HEADLINE_H_

#include "core/readers/pages/page_head.h"

namespace dateline::pages {

// Headline and section; the head ends after the headline, or after its repetition.
PageHead FindHeadline(const PageLines& lines);

}  // namespace dateline::pages

#endif  // DATELINE_CORE_READERS_PAGES_PAGE_HEADLINE_H_
