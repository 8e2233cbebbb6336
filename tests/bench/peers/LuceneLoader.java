// SPDX-License-Identifier: GPL-3.0-or-later
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BytesRef;

/** Builds a fresh index from JSON Lines with several threads that share one IndexWriter. */
final class LuceneLoader {
  static final String TEXT = "text";
  static final String ID = "id";
  static final String MONTH = "month";

  private static final double RAM_BUFFER_MB = 256;
  private static final int BLOCK_BYTES = 1 << 20;

  private final InputStream input;
  private byte[] carry = new byte[0];
  private final boolean withOffsets;

  /** What a load did; seconds ends with the commit, secondsWithMerges with the last merge. */
  static final class Result {
    long articles;
    double seconds;
    double secondsWithMerges;
  }

  private LuceneLoader(InputStream input, boolean withOffsets) {
    this.input = input;
    this.withOffsets = withOffsets;
  }

  static Result load(Path index, String file, int threads, Analyzer analyzer, boolean withOffsets)
      throws IOException, InterruptedException, ExecutionException {
    IndexWriterConfig config = new IndexWriterConfig(analyzer);
    config.setOpenMode(IndexWriterConfig.OpenMode.CREATE);
    config.setRAMBufferSizeMB(RAM_BUFFER_MB);
    Result result = new Result();
    long start = System.nanoTime();
    try (InputStream input = new FileInputStream(file);
        MMapDirectory directory = new MMapDirectory(index);
        IndexWriter writer = new IndexWriter(directory, config)) {
      LuceneLoader loader = new LuceneLoader(input, withOffsets);
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      try {
        List<Future<Long>> counts = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
          counts.add(pool.submit(() -> loader.work(writer)));
        }
        for (Future<Long> count : counts) {
          result.articles += count.get();
        }
      } finally {
        pool.shutdown();
      }
      writer.commit();
      result.seconds = (System.nanoTime() - start) / 1e9;
    }
    result.secondsWithMerges = (System.nanoTime() - start) / 1e9;
    return result;
  }

  /** The next whole lines of the file, about a block of them; null at its end. */
  private synchronized byte[] nextLines() throws IOException {
    byte[] pending = carry;
    carry = new byte[0];
    while (true) {
      byte[] fresh = input.readNBytes(BLOCK_BYTES);
      byte[] all = Arrays.copyOf(pending, pending.length + fresh.length);
      System.arraycopy(fresh, 0, all, pending.length, fresh.length);
      if (fresh.length < BLOCK_BYTES) {
        return all.length == 0 ? null : terminated(all);
      }
      int cut = lastNewline(all) + 1;
      if (cut > 0) {
        carry = Arrays.copyOfRange(all, cut, all.length);
        return Arrays.copyOf(all, cut);
      }
      pending = all;
    }
  }

  private static byte[] terminated(byte[] lines) {
    byte[] copy = Arrays.copyOf(lines, lines.length + 1);
    copy[lines.length] = '\n';
    return copy;
  }

  private static int lastNewline(byte[] bytes) {
    int i = bytes.length - 1;
    while (i >= 0 && bytes[i] != '\n') {
      i--;
    }
    return i;
  }

  private long work(IndexWriter writer) throws IOException {
    JsonArticle article = new JsonArticle();
    DocumentMaker maker = new DocumentMaker(withOffsets);
    long count = 0;
    for (byte[] lines = nextLines(); lines != null; lines = nextLines()) {
      int start = 0;
      for (int i = 0; i < lines.length; i++) {
        if (lines[i] != '\n') continue;
        if (i > start) {
          article.parse(lines, start, i);
          writer.addDocument(maker.make(article));
          count++;
        }
        start = i + 1;
      }
    }
    return count;
  }

  /** Turns articles into documents; the fields are reused, so one instance a thread. */
  private static final class DocumentMaker {
    private final StringField id = new StringField(ID, "", Field.Store.NO);
    private final BinaryDocValuesField idValue = new BinaryDocValuesField(ID, new BytesRef());
    private final TextField headline = new TextField("headline", "", Field.Store.YES);
    private final Field text;
    private final StringField source = new StringField("source", "", Field.Store.YES);
    private final StringField language = new StringField("language", "", Field.Store.YES);
    private final NumericDocValuesField month = new NumericDocValuesField(MONTH, 0);
    private final LongPoint published = new LongPoint("published", 0);

    DocumentMaker(boolean withOffsets) {
      FieldType type = new FieldType(TextField.TYPE_STORED);
      if (withOffsets) {
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS);
      }
      type.freeze();
      text = new Field(TEXT, "", type);
    }

    Document make(JsonArticle article) {
      Document document = new Document();
      id.setStringValue(article.id);
      document.add(id);
      idValue.setBytesValue(new BytesRef(article.id));
      document.add(idValue);
      headline.setStringValue(article.headline);
      document.add(headline);
      text.setStringValue(article.headline + "\n" + article.body);
      document.add(text);
      source.setStringValue(article.source);
      document.add(source);
      language.setStringValue(article.language);
      document.add(language);
      addDate(document, article.published);
      return document;
    }

    private void addDate(Document document, String rfc3339) {
      if (rfc3339.isEmpty()) {
        return;
      }
      try {
        OffsetDateTime time = OffsetDateTime.parse(rfc3339).withOffsetSameInstant(ZoneOffset.UTC);
        month.setLongValue(time.getYear() * 12L + time.getMonthValue() - 1);
        published.setLongValue(time.toEpochSecond());
        document.add(month);
        document.add(published);
      } catch (DateTimeException e) {
        // An article whose date cannot be read is an undated one.
      }
    }
  }
}
