// SPDX-License-Identifier: GPL-3.0-or-later
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the articles of the benchmark's JSON Lines. One instance a thread; it is reused for every
 * line, so the strings of a line are the only garbage it makes. It trusts its input to be JSON.
 */
final class JsonArticle {
  String id;
  String headline;
  String body;
  String published;
  String source;
  String language;

  private byte[] buf;
  private int pos;
  private byte[] scratch = new byte[1 << 16];

  /** Parses the object in {@code data[start, end)}; fields that are missing are "". */
  void parse(byte[] data, int start, int end) {
    id = headline = body = published = source = language = "";
    buf = data;
    pos = start;
    skipTo('{');
    while (peekNonSpace() != '}') {
      if (buf[pos] == ',') {
        pos++;
      }
      String key = string();
      skipTo(':');
      if (peekNonSpace() == '"' && isWanted(key)) {
        set(key, string());
      } else {
        skipValue();
      }
    }
    if (pos >= end) {
      throw new IllegalArgumentException("JSON object runs past its line");
    }
  }

  private static boolean isWanted(String key) {
    switch (key) {
      case "id": case "headline": case "body": case "published": case "source": case "language":
        return true;
      default:
        return false;
    }
  }

  private void set(String key, String value) {
    switch (key) {
      case "id": id = value; break;
      case "headline": headline = value; break;
      case "body": body = value; break;
      case "published": published = value; break;
      case "source": source = value; break;
      default: language = value; break;
    }
  }

  private void skipTo(char wanted) {
    while (buf[pos++] != wanted) {}
  }

  private byte peekNonSpace() {
    while (buf[pos] == ' ' || buf[pos] == '\t' || buf[pos] == '\r') {
      pos++;
    }
    return buf[pos];
  }

  /** Skips a number, literal, string, array or object. */
  private void skipValue() {
    int depth = 0;
    while (true) {
      byte b = buf[pos];
      if (b == '"') {
        skipString();
      } else if (b == '[' || b == '{') {
        depth++;
        pos++;
      } else if (b == ']' || b == '}') {
        if (depth == 0) return;
        depth--;
        pos++;
      } else if (b == ',' && depth == 0) {
        return;
      } else {
        pos++;
      }
    }
  }

  private void skipString() {
    pos++;
    while (buf[pos] != '"') {
      pos += buf[pos] == '\\' ? 2 : 1;
    }
    pos++;
  }

  /** Copies the string's bytes up to its end, run by run between escapes, and decodes once. */
  private String string() {
    skipTo('"');
    int n = 0;
    while (true) {
      int run = pos;
      while (buf[pos] != '"' && buf[pos] != '\\') {
        pos++;
      }
      int length = pos - run;
      if (buf[pos] == '"' && n == 0) {
        pos++;
        return new String(buf, run, length, StandardCharsets.UTF_8);
      }
      if (n + length + 4 > scratch.length) {
        scratch = Arrays.copyOf(scratch, 2 * (n + length + 4));
      }
      System.arraycopy(buf, run, scratch, n, length);
      n += length;
      if (buf[pos++] == '"') {
        return new String(scratch, 0, n, StandardCharsets.UTF_8);
      }
      n = escape(n);
    }
  }

  /** Appends what the escape after the backslash at pos - 1 means; returns the new length. */
  private int escape(int n) {
    byte b = buf[pos++];
    switch (b) {
      case 'n': scratch[n] = '\n'; return n + 1;
      case 't': scratch[n] = '\t'; return n + 1;
      case 'r': scratch[n] = '\r'; return n + 1;
      case 'b': scratch[n] = '\b'; return n + 1;
      case 'f': scratch[n] = '\f'; return n + 1;
      case 'u': return unicode(n);
      default: scratch[n] = b; return n + 1;
    }
  }

  private int unicode(int n) {
    int c = hex4();
    if (Character.isHighSurrogate((char) c) && buf[pos] == '\\' && buf[pos + 1] == 'u') {
      pos += 2;
      c = Character.toCodePoint((char) c, (char) hex4());
    }
    byte[] utf8 = new String(Character.toChars(c)).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(utf8, 0, scratch, n, utf8.length);
    return n + utf8.length;
  }

  private int hex4() {
    int c = 0;
    for (int i = 0; i < 4; i++) {
      c = c << 4 | Character.digit(buf[pos++], 16);
    }
    return c;
  }
}
