package org.thalweg.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file: one object, with an entry for each tensor and {@code __metadata__}.
 *
 * @param entries the tensors in the order of their data
 * @param metadata free text by key
 */
record SafeTensorsHeader(List<Entry> entries, Map<String, String> metadata) {
    private static final String METADATA = "__metadata__";
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    /** A tensor whose data are the bytes {@code begin <= i < end} after the header. */
    @SuppressWarnings("ArrayRecordComponent")
    record Entry(String name, ElementType type, int[] shape, long begin, long end) {
        static String where(String name) {
            return "tensor `" + name + "`";
        }

        String where() {
            return where(name);
        }
    }

    /** Reads a header, and checks that its tensors fill {@code size} bytes of data without hole or overlap. */
    static SafeTensorsHeader parse(byte[] header, long size, Path file) throws IOException {
        try (JsonParser json = JSON.createParser(header)) {
            SafeTensorsHeader parsed = new Reader(json, file).header();
            parsed.check(size, file);
            return parsed;
        } catch (JsonProcessingException fault) {
            long offset = fault.getLocation() == null ? 0 : fault.getLocation().getByteOffset();
            throw new FormatException(
                    file,
                    "byte " + (8 + Math.max(0, offset)),
                    new IOException(fault.getOriginalMessage(), fault),
                    "a JSON header");
        } catch (CharConversionException fault) {
            throw new FormatException(file, "byte 8", fault, "a JSON header in UTF-8");
        }
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
            long bytes = Bytes.size(entry.shape, entry.type, file, entry.where());
            if (entry.end - entry.begin != bytes) {
                throw new FormatException(
                        file,
                        entry.where(),
                        "data_offsets [" + entry.begin + ", " + entry.end + "]",
                        bytes + " bytes of " + entry.type + " " + Arrays.toString(entry.shape));
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
            next(JsonToken.START_OBJECT, "header", "an object");
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                if (name.equals(METADATA)) {
                    readMetadata(metadata);
                } else {
                    entries.add(entry(name));
                }
            }
            next(null, "header", "nothing after the object");
            return new SafeTensorsHeader(entries, metadata);
        }

        private void readMetadata(Map<String, String> metadata) throws IOException {
            next(JsonToken.START_OBJECT, METADATA, "an object");
            for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                next(JsonToken.VALUE_STRING, METADATA + " `" + key + "`", "a string");
                metadata.put(key, json.getText());
            }
        }

        private Entry entry(String name) throws IOException {
            String where = Entry.where(name);
            if (name.isEmpty()) {
                throw new FormatException(file, where, "an empty name", "at least one character");
            }
            ElementType type = null;
            long[] shape = null;
            long[] offsets = null;
            next(JsonToken.START_OBJECT, where, "an object");
            for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                switch (key) {
                    case "dtype" -> type = type(where);
                    case "shape" -> shape = integers(where + " shape", Integer.MAX_VALUE);
                    case "data_offsets" -> offsets = integers(where + " data_offsets", Long.MAX_VALUE);
                    default -> {
                        json.nextToken();
                        json.skipChildren();
                    }
                }
            }
            if (type == null || shape == null || offsets == null || offsets.length != 2) {
                throw new FormatException(
                        file, where, "an incomplete entry", "dtype, shape and data_offsets [begin, end]");
            }
            int[] lengths =
                    Arrays.stream(shape).mapToInt(length -> (int) length).toArray();
            return new Entry(name, type, lengths, offsets[0], offsets[1]);
        }

        private ElementType type(String where) throws IOException {
            next(JsonToken.VALUE_STRING, where + " dtype", "a string");
            try {
                return ElementType.valueOf(json.getText());
            } catch (IllegalArgumentException unknown) {
                throw new FormatException(
                        file, where + " dtype", json.getText(), "one of " + Arrays.toString(ElementType.values()));
            }
        }

        private long[] integers(String where, long most) throws IOException {
            next(JsonToken.START_ARRAY, where, "an array");
            long[] integers = new long[4];
            int count = 0;
            while (json.nextToken() != JsonToken.END_ARRAY) {
                require(JsonToken.VALUE_NUMBER_INT, where, "integers");
                long value = json.getLongValue();
                if (value < 0 || value > most) {
                    throw new FormatException(file, where, value, "0 to " + most);
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
