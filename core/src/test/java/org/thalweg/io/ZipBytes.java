package org.thalweg.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Zip archives written by hand, so that every number in them can be a wrong one. */
final class ZipBytes {
    /** What the numbers of an entry, or of the archive, may be. */
    enum Style {
        /** As the {@code ZipFile} of Python writes to a file. */
        PLAIN,
        /** With {@code force_zip64}, as {@code numpy.savez} writes: sizes of 64 bits in the entry's own header. */
        WIDE,
        /** To a stream: sizes and checksum behind the data. */
        STREAMED,
        /** To a stream, with {@code force_zip64}. */
        STREAMED_WIDE,
        /** Sizes and offset of 64 bits in the directory too. */
        WIDE_DIRECTORY
    }

    /** One of the two descriptions of an entry. */
    static final class Header {
        byte[] name;
        int flags;
        int method;
        long crc;
        long packed;
        long size;
        byte[] extra = {};
    }

    /** An entry: its own header, its data, what follows them, its line of the directory. */
    static final class Entry {
        final Header own = new Header();
        final Header listed = new Header();
        byte[] data;
        byte[] behind = {};
        long begin = -1;
    }

    final List<Entry> entries = new ArrayList<>();
    byte[] front = {};
    byte[] tail = {};
    int count = -1;
    long directorySize = -1;
    long directoryBegin = -1;
    int comment;
    boolean wideEnd;
    long wideCount = -1;

    Entry add(String name, byte[] content, boolean deflated, Style style) {
        Entry entry = new Entry();
        CRC32 sum = new CRC32();
        sum.update(content);
        entry.data = deflated ? deflate(content) : content;
        boolean streamed = style == Style.STREAMED || style == Style.STREAMED_WIDE;
        boolean wide = style == Style.WIDE || style == Style.STREAMED_WIDE;
        for (Header header : List.of(entry.own, entry.listed)) {
            header.name = name.getBytes(StandardCharsets.UTF_8);
            header.flags = streamed ? 8 : 0;
            header.method = deflated ? 8 : 0;
            header.crc = sum.getValue();
            header.packed = entry.data.length;
            header.size = content.length;
        }
        if (wide) {
            entry.own.extra = ByteBuffer.allocate(20)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putShort((short) 1)
                    .putShort((short) 16)
                    .putLong(streamed ? 0 : content.length)
                    .putLong(streamed ? 0 : entry.data.length)
                    .array();
            entry.own.packed = -1;
            entry.own.size = -1;
        }
        if (streamed) {
            entry.own.crc = 0;
            entry.own.packed = wide ? -1 : 0;
            entry.own.size = wide ? -1 : 0;
            ByteBuffer behind = ByteBuffer.allocate(wide ? 24 : 16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0x08074b50)
                    .putInt((int) sum.getValue());
            entry.behind = wide
                    ? behind.putLong(entry.data.length).putLong(content.length).array()
                    : behind.putInt(entry.data.length).putInt(content.length).array();
        }
        if (style == Style.WIDE_DIRECTORY) {
            entry.listed.extra = ByteBuffer.allocate(20)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putShort((short) 1)
                    .putShort((short) 16)
                    .putLong(content.length)
                    .putLong(entry.data.length)
                    .array();
            entry.listed.packed = -1;
            entry.listed.size = -1;
        }
        entries.add(entry);
        return entry;
    }

    static byte[] deflate(byte[] content) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(content);
        deflater.finish();
        byte[] packed = new byte[content.length + 100];
        int size = deflater.deflate(packed);
        deflater.end();
        return Arrays.copyOf(packed, size);
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(front);
        List<Long> begins = new ArrayList<>();
        for (Entry entry : entries) {
            begins.add((long) out.size());
            ByteBuffer header = ByteBuffer.allocate(30)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0x04034b50)
                    .putShort((short) 20);
            put(header, entry.own);
            out.writeBytes(header.putShort((short) entry.own.name.length)
                    .putShort((short) entry.own.extra.length)
                    .array());
            out.writeBytes(entry.own.name);
            out.writeBytes(entry.own.extra);
            out.writeBytes(entry.data);
            out.writeBytes(entry.behind);
        }
        long directory = out.size();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            ByteBuffer header = ByteBuffer.allocate(46)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0x02014b50)
                    .putShort((short) 20)
                    .putShort((short) 20);
            put(header, entry.listed);
            header.putShort((short) entry.listed.name.length).putShort((short) entry.listed.extra.length);
            header.putShort((short) 0).putLong(0).putInt((int) (entry.begin < 0 ? begins.get(i) : entry.begin));
            out.writeBytes(header.array());
            out.writeBytes(entry.listed.name);
            out.writeBytes(entry.listed.extra);
        }
        long end = out.size();
        long size = directorySize < 0 ? end - directory : directorySize;
        long begin = directoryBegin < 0 ? directory : directoryBegin;
        int number = count < 0 ? entries.size() : count;
        if (wideEnd) {
            long wide = wideCount < 0 ? number : wideCount;
            out.writeBytes(ByteBuffer.allocate(76)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0x06064b50)
                    .putLong(44)
                    .putInt(45 << 16 | 45)
                    .putLong(0)
                    .putLong(wide)
                    .putLong(wide)
                    .putLong(size)
                    .putLong(begin)
                    .putInt(0x07064b50)
                    .putInt(0)
                    .putLong(end)
                    .putInt(1)
                    .array());
            number = 0xffff;
            size = 0xffffffffL;
            begin = 0xffffffffL;
        }
        out.writeBytes(ByteBuffer.allocate(22)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x06054b50)
                .putInt(0)
                .putShort((short) number)
                .putShort((short) number)
                .putInt((int) size)
                .putInt((int) begin)
                .putShort((short) comment)
                .array());
        out.writeBytes(tail);
        return out.toByteArray();
    }

    private static void put(ByteBuffer bytes, Header header) {
        bytes.putShort((short) header.flags).putShort((short) header.method).putInt(0x21 << 16);
        bytes.putInt((int) header.crc).putInt((int) header.packed).putInt((int) header.size);
    }

    /** A {@code .npy} file with this header, of version 1, 2 or 3, and this many bytes of data: 0, 1, 2, ... */
    static byte[] npy(int version, String dict, int data) {
        byte[] text = dict.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + (version == 1 ? 2 : 4) + text.length + data)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        bytes.put((byte) version).put((byte) 0);
        bytes = version == 1 ? bytes.putShort((short) text.length) : bytes.putInt(text.length);
        bytes.put(text);
        for (int i = 0; i < data; i++) {
            bytes.put((byte) i);
        }
        return bytes.array();
    }

    static String dict(String descr, boolean fortran, String shape) {
        return "{'descr': " + descr + ", 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape
                + ", }";
    }

    static byte[] npy(String descr, String shape, int data) {
        return npy(1, dict("'" + descr + "'", false, shape), data);
    }
}
