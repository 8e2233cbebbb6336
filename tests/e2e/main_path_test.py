# SPDX-License-Identifier: GPL-3.0-or-later
"""From an article to a hit, and every field of a search request."""
import unittest

import grpc

import dateline_e2e as e2e
from dateline_e2e import article, ingest, make, search

DAY = 86400
JUNE_2020 = 1590969600  # 2020-06-01T00:00:00Z


class MainPathTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.context = e2e.service()
        cls.service = cls.context.__enter__()
        person = [article.Entity(name="Ada Quill", type=article.ENTITY_TYPE_PERSON)]
        cls.outcomes = cls.service.send(
            make("bridge", "Harbour bridge reopens", "Lorries crossed the harbour bridge again.",
                 source="Gazette", section="News", authors=["Tom Reed"], language="en",
                 seconds=JUNE_2020, entities=person),
            make("council", "Council votes on budget", "The city council voted. Schools gain.",
                 source="Gazette", section="Politics", language="en", seconds=JUNE_2020 + 40 * DAY),
            make("zoo", "Elephants arrive", "The zoo has two elephants & <b>one</b> lion.",
                 source="Herald", section="News", language="en", seconds=JUNE_2020 + 400 * DAY,
                 entities=person),
            make("haus", "Neue Häuser am Hafen", "Die Häuser am Hafen wurden verkauft.",
                 source="Herald", section="Lokales", language="de", seconds=JUNE_2020 + 401 * DAY),
            make("undated", "Timeless harbour notes", "Nobody dated this note.", language="en"))

    @classmethod
    def tearDownClass(cls):
        cls.context.__exit__(None, None, None)

    def test_every_article_is_acknowledged_as_added(self):
        self.assertEqual([one.result for one in self.outcomes],
                         [ingest.INGEST_RESULT_ADDED] * 5)

    def test_queries(self):
        for query, expected in [
                ("harbour bridge", {"bridge"}), ("+harbour +bridge", {"bridge"}),
                ("harbour budget", {"bridge", "undated", "council"}),  # none has both
                ('"harbour bridge"', {"bridge"}), ('"bridge harbour"', set()),
                ("harbour -bridge", {"undated"}), ("elephant*", {"zoo"}),
                ("(council AND budget) OR lion", {"council", "zoo"}),
                ("headline:harbour", {"bridge", "undated"}), ("source:Herald", {"zoo", "haus"}),
                ("section:politics", {"council"}), ('author:"tom reed"', {"bridge"}),
                ("lang:de", {"haus"}), ('person:"ada quill"', {"bridge", "zoo"}),
                ("date:2020-07..2020-08", {"council"}), ("date:2021..", {"zoo", "haus"}),
                ("hauser", {"haus"}), ("", {"bridge", "council", "zoo", "haus", "undated"})]:
            with self.subTest(query):
                self.assertEqual(set(self.service.ids(query=query)), expected)

    def test_filters_and_exclusions(self):
        for filter, expected in [
                (search.Filter(sources=["gazette"]), {"bridge", "council"}),
                (search.Filter(sources=["Gazette", "Herald"], sections=["News"]),
                 {"bridge", "zoo"}),
                (search.Filter(languages=["de"]), {"haus"}),
                (search.Filter(authors=["Tom Reed"]), {"bridge"}),
                (search.Filter(entities=[article.Entity(name="ada quill")]), {"bridge", "zoo"}),
                (search.Filter(exclude=search.Filter(sources=["Herald"])),
                 {"bridge", "council", "undated"})]:
            with self.subTest(str(filter)):
                self.assertEqual(set(self.service.ids(query="", filter=filter)), expected)
        ranged = search.Filter()
        ranged.publish_time.start_time.seconds = JUNE_2020
        ranged.publish_time.end_time.seconds = JUNE_2020 + 40 * DAY  # exclusive
        self.assertEqual(self.service.ids(query="", filter=ranged), ["bridge"])

    def test_sorts_put_undated_articles_last(self):
        by_age = ["bridge", "council", "zoo", "haus"]
        self.assertEqual(self.service.ids(query="", sort=search.SORT_OLDEST),
                         by_age + ["undated"])
        self.assertEqual(self.service.ids(query="", sort=search.SORT_NEWEST),
                         by_age[::-1] + ["undated"])

    def test_a_selected_facet_still_counts_its_other_values(self):
        response = self.service.search(
            query="", filter=search.Filter(sources=["Gazette"]),
            facets=[search.FacetRequest(name="by", terms=search.TermsFacet(field="source")),
                    search.FacetRequest(terms=search.TermsFacet(field="section"))])
        self.assertEqual(response.total.value, 2)
        self.assertEqual(response.total.relation, search.COUNT_RELATION_EXACT)
        by_source = {bucket.key: bucket.count for bucket in response.facets[0].buckets}
        self.assertEqual(response.facets[0].name, "by")
        self.assertEqual(by_source, {"Gazette": 2, "Herald": 2})
        self.assertEqual({bucket.key: bucket.count for bucket in response.facets[1].buckets},
                         {"News": 1, "Politics": 1})

    def test_histograms_follow_the_calendar_of_the_zone(self):
        def histogram(**fields):
            facet = search.FacetRequest(date_histogram=search.DateHistogramFacet(**fields))
            return self.service.search(query="", facets=[facet]).facets[0]

        by_month = histogram(interval=search.CALENDAR_INTERVAL_MONTH)
        self.assertEqual(len(by_month.buckets), 14)  # June 2020 to July 2021, with the empty ones
        self.assertEqual(by_month.missing_count, 1)
        self.assertEqual(sum(bucket.count for bucket in by_month.buckets), 4)
        there = histogram(interval=search.CALENDAR_INTERVAL_MONTH, time_zone="America/New_York")
        self.assertEqual(there.buckets[0].key, "2020-05-01T00:00:00-04:00")

    def test_date_ranges(self):
        facet = search.FacetRequest(date_ranges=search.DateRangesFacet(ranges=[
            search.DateRangesFacet.Range(name="old", end="2021"),
            search.DateRangesFacet.Range(name="new", start="2021", end="now")]))
        buckets = self.service.search(query="", facets=[facet]).facets[0].buckets
        self.assertEqual([(one.key, one.count) for one in buckets], [("old", 2), ("new", 2)])

    def test_snippets_mark_what_matched_and_escape_the_rest(self):
        hit = self.service.search(query="elephants",
                                  snippets=search.SnippetOptions(count=1, html=True)).hits[0]
        snippet = hit.snippets[0]
        raw = snippet.text.encode()
        self.assertEqual([raw[span.start:span.end].decode() for span in snippet.spans],
                         ["elephants"])
        self.assertIn("<mark>elephants</mark> &amp; &lt;b&gt;one&lt;/b&gt;", snippet.html)
        self.assertEqual(hit.headline_html, "<mark>Elephants</mark> arrive")

    def test_pages_continue_where_the_last_one_ended(self):
        first = self.service.search(query="", page_size=2, sort=search.SORT_OLDEST)
        second = self.service.search(query="", page_size=2, sort=search.SORT_OLDEST,
                                     page_token=first.next_page_token)
        third = self.service.search(query="", page_size=2, sort=search.SORT_OLDEST,
                                    page_token=second.next_page_token)
        ids = [hit.article.id for page in (first, second, third) for hit in page.hits]
        self.assertEqual(ids, ["bridge", "council", "zoo", "haus", "undated"])
        self.assertEqual(third.next_page_token, "")

    def test_views(self):
        full = self.service.search(query="bridge", view=search.ARTICLE_VIEW_FULL).hits[0].article
        self.assertTrue(full.body)
        self.assertEqual(full.entities[0].name, "Ada Quill")
        self.assertEqual(self.service.search(query="bridge").hits[0].article.body, "")
        only = self.service.search(query="bridge", view=search.ARTICLE_VIEW_IDS).hits[0].article
        self.assertEqual((only.id, only.headline), ("bridge", ""))

    def test_get_article(self):
        got = self.service.searcher.GetArticle(search.GetArticleRequest(id="haus"), timeout=20)
        self.assertEqual(got.article.headline, "Neue Häuser am Hafen")
        refusal = self.service.refused(lambda: self.service.searcher.GetArticle(
            search.GetArticleRequest(id="nobody"), timeout=20))
        self.assertEqual((refusal.code, refusal.reason),
                         (grpc.StatusCode.NOT_FOUND, "ARTICLE_NOT_FOUND"))

    def test_stats_count_articles_and_their_dates(self):
        stats = self.service.ingest.GetIndexStats(ingest.GetIndexStatsRequest(), timeout=20)
        self.assertEqual(stats.live_articles, 5)
        self.assertEqual(stats.oldest_publish_time.seconds, JUNE_2020)
        self.assertEqual(sum(segment.live_articles for segment in stats.segments), 5)

    def test_slips_are_mended_with_a_warning(self):
        for query in ["(harbour", '"harbour bridge', "harbour AND"]:
            with self.subTest(query):
                response = self.service.search(query=query)
                self.assertTrue(response.hits)
                self.assertTrue(response.diagnostics.warnings)

    def test_bad_requests_name_what_is_wrong(self):
        many = [search.FacetRequest(terms=search.TermsFacet(field="source"))] * 17
        for fields, reason in [
                ({"query": "colour:red", "syntax": search.QUERY_SYNTAX_STRICT}, "UNKNOWN_FIELD"),
                ({"query": "oil NEAR/5 gas", "syntax": search.QUERY_SYNTAX_STRICT}, "QUERY_SYNTAX"),
                ({"query": "x " * 9000}, "QUERY_TOO_COMPLEX"),
                ({"page_token": "nonsense"}, "PAGE_TOKEN_MISMATCH"),
                ({"facets": many}, None), ({"page_size": -1}, None),
                ({"facets": [search.FacetRequest(terms=search.TermsFacet(field="body"))]}, None),
                ({"facets": [search.FacetRequest(date_histogram=search.DateHistogramFacet(
                    time_zone="Moon/Crater"))]}, None)]:
            with self.subTest(str(fields)[:80]):
                refusal = self.service.refused(**fields)
                self.assertEqual(refusal.code, grpc.StatusCode.INVALID_ARGUMENT)
                self.assertTrue(refusal.message)
                if reason is not None:
                    self.assertEqual(refusal.reason, reason)
                else:
                    self.assertTrue(refusal.reason)


if __name__ == "__main__":
    unittest.main()
