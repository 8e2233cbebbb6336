// SPDX-License-Identifier: GPL-3.0-or-later
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.MultiCollector;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.QueryBuilder;

/** Answers queries from one open index. Safe for several threads, as IndexSearcher is. */
final class LuceneSearch implements Closeable {
  /** How exactly a search counts its hits. */
  enum Counting { EXACT, LUCENE_DEFAULT }

  private static final int DEFAULT_HITS_THRESHOLD = 1000; // IndexSearcher.search(query, n)'s own

  private final MMapDirectory directory;
  private final DirectoryReader reader;
  private final IndexSearcher searcher;
  private final QueryBuilder builder;
  private final UnifiedHighlighter highlighter;

  LuceneSearch(Path index, Analyzer analyzer) throws IOException {
    directory = new MMapDirectory(index);
    reader = DirectoryReader.open(directory);
    searcher = new IndexSearcher(reader);
    searcher.setQueryCache(null);
    builder = new QueryBuilder(analyzer);
    highlighter = new UnifiedHighlighter(searcher, analyzer);
  }

  int articles() {
    return reader.numDocs();
  }

  int segments() {
    return reader.leaves().size();
  }

  /** The query that the words of {@code line} mean in {@code operator}: or, and, phrase. */
  Query parse(String operator, String line) {
    Query query;
    switch (operator) {
      case "or":
        query = builder.createBooleanQuery(LuceneLoader.TEXT, line, BooleanClause.Occur.SHOULD);
        break;
      case "and":
        query = builder.createBooleanQuery(LuceneLoader.TEXT, line, BooleanClause.Occur.MUST);
        break;
      case "phrase":
        query = builder.createPhraseQuery(LuceneLoader.TEXT, line, 0);
        break;
      default:
        throw new IllegalArgumentException("no such mode: " + operator);
    }
    return query == null ? new MatchNoDocsQuery() : query;
  }

  /** The best n hits; with {@code months} every hit is also counted there in the same pass. */
  TopDocs top(Query query, int n, Counting counting, MonthCollector months) throws IOException {
    int threshold =
        counting == Counting.LUCENE_DEFAULT ? DEFAULT_HITS_THRESHOLD : Integer.MAX_VALUE;
    TopScoreDocCollector top = TopScoreDocCollector.create(n, threshold);
    searcher.search(query, months == null ? top : MultiCollector.wrap(top, months));
    return top.topDocs();
  }

  /** One snippet a hit, in the order of the hits. */
  String[] snippets(Query query, TopDocs hits) throws IOException {
    return highlighter.highlight(LuceneLoader.TEXT, query, hits, 1);
  }

  String id(int doc) throws IOException {
    List<LeafReaderContext> leaves = reader.leaves();
    LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
    BinaryDocValues ids = DocValues.getBinary(leaf.reader(), LuceneLoader.ID);
    return ids.advanceExact(doc - leaf.docBase) ? ids.binaryValue().utf8ToString() : "";
  }

  @Override
  public void close() throws IOException {
    reader.close();
    directory.close();
  }

  /** Counts the hits of each month; undated articles are in no month. */
  static final class MonthCollector extends SimpleCollector {
    private static final int FIRST = 12 * 1900;
    private final int[] counts = new int[12 * 200];
    private final Map<Long, Integer> others = new HashMap<>();
    private NumericDocValues months;

    @Override
    protected void doSetNextReader(LeafReaderContext context) throws IOException {
      months = DocValues.getNumeric(context.reader(), LuceneLoader.MONTH);
    }

    @Override
    public void collect(int doc) throws IOException {
      if (months.advanceExact(doc)) {
        long month = months.longValue();
        if (month >= FIRST && month < FIRST + counts.length) {
          counts[(int) month - FIRST]++;
        } else {
          others.merge(month, 1, Integer::sum);
        }
      }
    }

    @Override
    public ScoreMode scoreMode() {
      return ScoreMode.COMPLETE_NO_SCORES;
    }

    /** Hits in all months together. */
    long total() {
      long sum = 0;
      for (int count : counts) {
        sum += count;
      }
      for (int count : others.values()) {
        sum += count;
      }
      return sum;
    }
  }
}
