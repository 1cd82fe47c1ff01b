package org.thalweg.io;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A Python dict with names for keys, as NumPy writes it, read in one pass from left to right: the time is linear in the length,
 * whatever the text is, and nothing recurs. Values are kept as text: a string in its quotes, a word, a number, or whatever is
 * between brackets that match.
 */
final class PythonDict {
    private static final int NONE = -1;

    private final String text;
    private int at;

    private PythonDict(String text) {
        this.text = text;
    }

    /** The values by keys; empty if the text is no such dict or has a key twice. */
    static Optional<Map<String, String>> parse(String text) {
        return Optional.ofNullable(new PythonDict(text).pairs());
    }

    /**
     * The numbers of a tuple of integers that are not negative: {@code ()}, {@code (2,)}, {@code (2, 3)}, and {@code (2L, 3L)} as
     * Python 2 wrote it. Numbers beyond 18 digits come out as {@link Long#MAX_VALUE}. Empty if the text is no such tuple.
     */
    static Optional<long[]> integers(String tuple) {
        if (!tuple.startsWith("(") || !tuple.endsWith(")")) {
            return Optional.empty();
        }
        String inside = tuple.substring(1, tuple.length() - 1).strip();
        if (inside.isEmpty()) {
            return Optional.of(new long[0]);
        }
        String[] parts = inside.split(",", NONE);
        boolean closed = parts[parts.length - 1].isBlank();
        int count = closed ? parts.length - 1 : parts.length;
        if (count == 0 || (count == 1 && !closed)) {
            return Optional.empty();
        }
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            String part = parts[i].strip();
            String digits = part.endsWith("L") ? part.substring(0, part.length() - 1) : part;
            if (digits.isEmpty() || digits.chars().anyMatch(c -> c < '0' || c > '9')) {
                return Optional.empty();
            }
            numbers[i] = digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
        }
        return Optional.of(Arrays.copyOf(numbers, count));
    }

    private Map<String, String> pairs() {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (!take('{')) {
            return null;
        }
        while (!take('}')) {
            String key = value();
            if (key.length() < 2 || !isQuote(key.charAt(0)) || !take(':')) {
                return null;
            }
            String value = value();
            if (value.isEmpty() || pairs.put(key.substring(1, key.length() - 1), value) != null) {
                return null;
            }
            if (!take(',') && !peek('}')) {
                return null;
            }
        }
        return at == text.length() ? pairs : null;
    }

    /** The text of the next value, empty if there is none. */
    private String value() {
        skipSpace();
        int start = at;
        int depth = 0;
        do {
            if (at == text.length()) {
                return "";
            }
            char c = text.charAt(at++);
            if (isQuote(c)) {
                if (!skipString(c)) {
                    return "";
                }
            } else if (c == '(' || c == '[') {
                depth++;
            } else if (c == ')' || c == ']') {
                depth--;
            } else if (depth == 0 && isWord(c)) {
                while (at < text.length() && isWord(text.charAt(at))) {
                    at++;
                }
            } else if (depth == 0) {
                return "";
            }
        } while (depth > 0);
        return depth < 0 ? "" : text.substring(start, at);
    }

    /** Goes behind the quote that ends a string, in which a backslash takes the meaning from what follows it. */
    private boolean skipString(char quote) {
        while (at < text.length() && text.charAt(at) != quote) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        at = Math.min(at + 1, text.length());
        return at > 0 && text.charAt(at - 1) == quote;
    }

    private boolean take(char c) {
        boolean found = peek(c);
        at += found ? 1 : 0;
        return found;
    }

    private boolean peek(char c) {
        skipSpace();
        return at < text.length() && text.charAt(at) == c;
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
            at++;
        }
    }

    private static boolean isQuote(char c) {
        return c == '\'' || c == '"';
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
}
