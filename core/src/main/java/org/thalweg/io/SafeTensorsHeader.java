package org.thalweg.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The JSON header of a safetensors file: one object, with an entry for each tensor and {@code __metadata__}. It is UTF-8, begins
 * with a brace, and may end with spaces.
 *
 * @param entries the tensors in the order of their data
 * @param metadata free text by key
 */
record SafeTensorsHeader(List<Entry> entries, Map<String, String> metadata) {
    private static final String METADATA = "__metadata__";
    private static final int SHOWN = 20;
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    /**
     * A tensor whose data are the bytes {@code begin <= i < end} after the header.
     *
     * @param dtype the kind of number in the words of the format
     * @param type the kind of number; empty if it is one that is not read
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Entry(String name, String dtype, Optional<ElementType> type, int[] shape, long begin, long end) {
        static String where(String name) {
            return "tensor `" + name + "`";
        }

        String where() {
            return where(name);
        }
    }

    /** Reads a header, and checks that its tensors fill {@code size} bytes of data without hole or overlap. */
    static SafeTensorsHeader parse(byte[] header, long size, Path file) throws IOException {
        String text = text(header, file);
        try (JsonParser json = JSON.createParser(text)) {
            SafeTensorsHeader parsed = new Reader(json, file).header();
            int end = (int) json.currentLocation().getCharOffset();
            for (int at = end; at < text.length(); at++) {
                if (text.charAt(at) != ' ') {
                    throw fault(text, at, "nothing but spaces behind the object", file);
                }
            }
            parsed.check(size, file);
            return parsed;
        } catch (JsonProcessingException fault) {
            long at = fault.getLocation() == null ? 0 : fault.getLocation().getCharOffset();
            throw fault(text, (int) Math.max(0, Math.min(text.length(), at)), "the header to go on as JSON", file);
        }
    }

    /** What is wrong at a character of the header. */
    private static FormatException fault(String text, int at, String expected, Path file) {
        // The parser is one further than a control character that it does not like.
        int begin = at > 0 && text.charAt(at - 1) < ' ' && "\t\n\r".indexOf(text.charAt(at - 1)) < 0 ? at - 1 : at;
        begin -= begin > 0 && begin < text.length() && Character.isLowSurrogate(text.charAt(begin)) ? 1 : 0;
        String rest = text.substring(begin, Math.min(text.length(), begin + SHOWN));
        return new FormatException(
                file,
                "byte " + (Long.BYTES + text.substring(0, begin).getBytes(StandardCharsets.UTF_8).length),
                rest.isEmpty() ? "the end of the header" : "`" + rest + "`",
                expected);
    }

    /** The header as text, if it is what the format allows. */
    private static String text(byte[] header, Path file) throws FormatException {
        if (header.length == 0 || header[0] != '{') {
            String found = header.length == 0 ? "nothing" : String.format("byte %02x", header[0]);
            throw new FormatException(file, "byte " + Long.BYTES, found, "a header in UTF-8 that begins with `{`");
        }
        ByteBuffer bytes = ByteBuffer.wrap(header);
        CharBuffer text = CharBuffer.allocate(header.length);
        if (StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true).isError()) {
            throw new FormatException(
                    file, "byte " + (Long.BYTES + bytes.position()), "bytes that are not UTF-8", "a header in UTF-8");
        }
        return text.flip().toString();
    }

    /** The header as bytes, for tensors that follow each other as given, padded with spaces to a multiple of 8. */
    static byte[] format(Collection<Tensor> tensors, Map<String, String> metadata, Precision precision)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(METADATA);
                for (Map.Entry<String, String> pair : metadata.entrySet()) {
                    json.writeStringField(pair.getKey(), pair.getValue());
                }
                json.writeEndObject();
            }
            long offset = 0;
            for (Tensor tensor : tensors) {
                long end = offset + (long) tensor.values().length * precision.size();
                json.writeObjectFieldStart(tensor.name());
                json.writeStringField("dtype", precision.name());
                json.writeFieldName("shape");
                json.writeArray(tensor.shape(), 0, tensor.shape().length);
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {offset, end}, 0, 2);
                json.writeEndObject();
                offset = end;
            }
            json.writeEndObject();
        }
        while (bytes.size() % 8 != 0) {
            bytes.write(' ');
        }
        return bytes.toByteArray();
    }

    /** Refuses a name that the format keeps for itself. */
    static void check(Tensor tensor) {
        if (tensor.name().equals(METADATA)) {
            throw new IllegalArgumentException("tensor name: found " + METADATA + ", expected any other");
        }
    }

    private void check(long size, Path file) throws FormatException {
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long offset = 0;
        for (Entry entry : entries) {
            if (entry.begin != offset) {
                throw new FormatException(file, entry.where(), "data from byte " + entry.begin, "from byte " + offset);
            }
            if (entry.end < entry.begin) {
                throw new FormatException(
                        file, entry.where(), "data_offsets [" + entry.begin + ", " + entry.end + "]", "begin <= end");
            }
            if (entry.type.isPresent()) {
                long bytes = Bytes.size(entry.shape, entry.type.get(), file, entry.where());
                if (entry.end - entry.begin != bytes) {
                    throw new FormatException(
                            file,
                            entry.where(),
                            "data_offsets [" + entry.begin + ", " + entry.end + "]",
                            bytes + " bytes of " + entry.dtype + " " + Arrays.toString(entry.shape));
                }
            }
            if (entry.end > size) {
                throw new FormatException(
                        file,
                        entry.where(),
                        "data up to byte " + entry.end,
                        "no more than the " + size + " of the file");
            }
            offset = entry.end;
        }
        if (offset != size) {
            throw new FormatException(file, "data", size + " bytes", offset + " as the header says");
        }
    }

    /** Walks the tokens of a header. */
    private record Reader(JsonParser json, Path file) {
        SafeTensorsHeader header() throws IOException {
            List<Entry> entries = new ArrayList<>();
            Map<String, String> metadata = new LinkedHashMap<>();
            Set<String> names = new HashSet<>();
            next(JsonToken.START_OBJECT, "header", "an object");
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                requireNew(names, name, Entry.where(name));
                names.add(name);
                if (name.equals(METADATA)) {
                    readMetadata(metadata);
                } else {
                    entries.add(entry(name));
                }
            }
            return new SafeTensorsHeader(entries, metadata);
        }

        private void readMetadata(Map<String, String> metadata) throws IOException {
            next(JsonToken.START_OBJECT, METADATA, "an object");
            for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                String where = METADATA + " `" + key + "`";
                requireNew(metadata.keySet(), key, where);
                next(JsonToken.VALUE_STRING, where, "a string");
                metadata.put(key, json.getText());
            }
        }

        private void requireNew(Set<String> names, String name, String where) throws FormatException {
            if (names.contains(name)) {
                throw new FormatException(file, where, "the name twice", "different names");
            }
        }

        private Entry entry(String name) throws IOException {
            String where = Entry.where(name);
            if (name.isEmpty()) {
                throw new FormatException(file, where, "an empty name", "at least one character");
            }
            String dtype = null;
            long[] shape = null;
            long[] offsets = null;
            Set<String> keys = new HashSet<>();
            next(JsonToken.START_OBJECT, where, "an object");
            for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                requireNew(keys, key, where + " " + key);
                keys.add(key);
                switch (key) {
                    case "dtype" -> dtype = string(where + " dtype");
                    case "shape" -> shape = integers(where + " shape", Integer.MAX_VALUE);
                    case "data_offsets" -> offsets = integers(where + " data_offsets", Long.MAX_VALUE);
                    default -> {
                        json.nextToken();
                        json.skipChildren();
                    }
                }
            }
            if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
                throw new FormatException(
                        file, where, "an incomplete entry", "dtype, shape and data_offsets [begin, end]");
            }
            int[] lengths =
                    Arrays.stream(shape).mapToInt(length -> (int) length).toArray();
            return new Entry(name, dtype, type(dtype), lengths, offsets[0], offsets[1]);
        }

        private String string(String where) throws IOException {
            next(JsonToken.VALUE_STRING, where, "a string");
            return json.getText();
        }

        private static Optional<ElementType> type(String dtype) {
            return Arrays.stream(ElementType.values())
                    .filter(type -> type.name().equals(dtype))
                    .findFirst();
        }

        private long[] integers(String where, long most) throws IOException {
            next(JsonToken.START_ARRAY, where, "an array");
            long[] integers = new long[4];
            int count = 0;
            while (json.nextToken() != JsonToken.END_ARRAY) {
                require(JsonToken.VALUE_NUMBER_INT, where, "integers");
                boolean fits = json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
                long value = fits ? json.getLongValue() : -1;
                if (value < 0 || value > most) {
                    throw new FormatException(file, where, json.getText(), "0 to " + most);
                }
                integers = count == integers.length ? Arrays.copyOf(integers, 2 * count) : integers;
                integers[count++] = value;
            }
            return Arrays.copyOf(integers, count);
        }

        private void next(JsonToken token, String where, String expected) throws IOException {
            json.nextToken();
            require(token, where, expected);
        }

        private void require(JsonToken token, String where, String expected) throws IOException {
            if (json.currentToken() != token) {
                throw new FormatException(
                        file, where, json.currentToken() == null ? "the end" : "`" + json.getText() + "`", expected);
            }
        }
    }
}
