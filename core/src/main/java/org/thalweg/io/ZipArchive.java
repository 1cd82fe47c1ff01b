package org.thalweg.io;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A zip archive of which there is only one reading: entries with headers of their own that say what the directory says, one behind
 * the other without gap or overlap from the first byte on, then the directory with as many entries as its end says, then the end
 * of the file. Two programs that look at different parts of another archive may see different arrays in it.
 *
 * <p>Entries are stored or deflated, with or without data descriptors and 64-bit fields, as {@code zipfile} of Python and
 * {@code java.util.zip} write them. Source: PKWARE, APPNOTE.TXT 6.3. Not thread safe.
 */
final class ZipArchive implements Closeable {
    private static final int END = 0x06054b50;
    private static final int END_SIZE = 22;
    private static final int END_64 = 0x06064b50;
    private static final int END_64_SIZE = 56;
    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_SIZE = 20;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_SIZE = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_SIZE = 30;
    private static final int DESCRIPTOR = 0x08074b50;

    /** A number of 32 bits that stands in a field of 64 bits instead. */
    private static final long ELSEWHERE = 0xffffffffL;

    private static final int ENCRYPTED = 1;
    private static final int HAS_DESCRIPTOR = 8;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    /** What is kept of a line of the directory takes some ten times its bytes. */
    private static final int HEAP_OVER_DIRECTORY = 64;

    private final SeekableByteChannel channel;
    private final Path file;
    private final long length;
    private final List<Entry> entries;

    /** One file of the archive, as the directory has it; its packed data begin at byte {@code data}. */
    record Entry(String name, int flags, int method, long crc, long packed, long size, long begin, long data) {
        static String where(String name) {
            return "entry `" + name + "`";
        }

        String where() {
            return where(name);
        }

        private long end() {
            return data + packed;
        }
    }

    /** Takes the bytes of a file over, which are closed with it. */
    ZipArchive(SeekableByteChannel channel, Path file) throws IOException {
        this.channel = channel;
        this.file = file;
        this.length = channel.size();
        this.entries = readDirectory();
    }

    /**
     * Opens an archive and checks all of it but the content of its entries.
     *
     * @throws FormatException if the file is not there or no such archive
     */
    @SuppressWarnings("MustBeClosedChecker")
    static ZipArchive open(Path file) throws IOException {
        Bytes.size(file, "an .npz file");
        SeekableByteChannel channel = Files.newByteChannel(file);
        try {
            return new ZipArchive(channel, file);
        } catch (IOException | RuntimeException | Error fault) {
            channel.close();
            throw fault;
        }
    }

    /** The entries in the order of the directory; names differ. */
    List<Entry> entries() {
        return entries;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private List<Entry> readDirectory() throws IOException {
        byte[] start = new byte[(int) Math.min(Long.BYTES, length)];
        read(0, start.length).get(start);
        Bytes.refuseForeign(start, "a zip archive", file);
        if (length < END_SIZE) {
            throw fault("a file of " + length + " bytes", "a zip archive of " + END_SIZE + " or more");
        }
        long end = length - END_SIZE;
        ByteBuffer last = read(end, END_SIZE);
        if (last.getInt(0) != END || last.getShort(20) != 0) {
            throw fault(
                    "no directory in the last bytes: it is cut, no archive, or has a comment or more behind its end",
                    "a zip archive that ends with its directory");
        }
        long disks = last.getInt(4);
        long onDisk = last.getShort(8) & 0xffff;
        long count = last.getShort(10) & 0xffff;
        long size = last.getInt(12) & ELSEWHERE;
        long begin = last.getInt(16) & ELSEWHERE;
        if (count == 0xffff || size == ELSEWHERE || begin == ELSEWHERE) {
            end -= END_64_SIZE + LOCATOR_SIZE;
            ByteBuffer more = end < 0 ? read(0, 0) : read(end, END_64_SIZE + LOCATOR_SIZE);
            if (end < 0
                    || more.getInt(0) != END_64
                    || more.getLong(4) != END_64_SIZE - 12
                    || more.getInt(END_64_SIZE) != LOCATOR
                    || more.getLong(END_64_SIZE + 8) != end) {
                throw fault("an end of the directory without its 64-bit numbers", "them in front of it");
            }
            disks |= more.getLong(16);
            onDisk = more.getLong(24);
            count = more.getLong(32);
            size = more.getLong(40);
            begin = more.getLong(48);
        }
        if (disks != 0 || onDisk != count) {
            throw fault("a part of an archive", "one that is whole");
        }
        if (size < 0 || size > end || begin != end - size) {
            throw fault(
                    "a directory of " + Long.toUnsignedString(size) + " bytes from byte "
                            + Long.toUnsignedString(begin),
                    "one that ends at byte " + end);
        }
        long room = Runtime.getRuntime().maxMemory() / HEAP_OVER_DIRECTORY;
        if (size > room || size > Integer.MAX_VALUE) {
            throw fault("a directory of " + size + " bytes", "at most " + room + "; java -Xmx sets a larger heap");
        }
        List<Entry> lines = readLines(read(begin, (int) size), count);
        return checkOrder(lines, begin);
    }

    private List<Entry> readLines(ByteBuffer directory, long count) throws IOException {
        List<Entry> lines = new ArrayList<>();
        Set<String> names = new HashSet<>();
        while (directory.hasRemaining()) {
            Entry line = readLine(directory);
            if (!names.add(line.name)) {
                throw new FormatException(file, line.where(), "the name twice", "different names");
            }
            lines.add(line);
        }
        if (lines.size() != count) {
            throw fault(
                    lines.size() + " entries in the directory",
                    Long.toUnsignedString(count) + " as the end of the archive says");
        }
        return lines;
    }

    /** Takes one line of the directory; where its data begin is only known from its own header. */
    private Entry readLine(ByteBuffer directory) throws FormatException {
        int at = directory.position();
        if (directory.remaining() < ENTRY_SIZE || directory.getInt(at) != ENTRY) {
            throw fault("something else in the directory", "entries alone");
        }
        int nameSize = directory.getShort(at + 28) & 0xffff;
        int extraSize = directory.getShort(at + 30) & 0xffff;
        int commentSize = directory.getShort(at + 32) & 0xffff;
        if (directory.remaining() < ENTRY_SIZE + nameSize + extraSize + commentSize) {
            throw fault("an entry that leaves the directory", "a directory of whole entries");
        }
        String name = name(directory.slice(at + ENTRY_SIZE, nameSize));
        Wide wide = new Wide(directory, at + ENTRY_SIZE + nameSize, extraSize, name);
        long size = wide.next(directory.getInt(at + 24));
        long packed = wide.next(directory.getInt(at + 20));
        long begin = wide.next(directory.getInt(at + 42));
        if (size < 0 || packed < 0 || packed > length || begin < 0 || begin > length) {
            throw new FormatException(
                    file,
                    Entry.where(name),
                    Long.toUnsignedString(packed) + " packed bytes from byte " + Long.toUnsignedString(begin),
                    "no more than the " + length + " of the file");
        }
        directory.position(at + ENTRY_SIZE + nameSize + extraSize + commentSize);
        return new Entry(
                name,
                directory.getShort(at + 8),
                directory.getShort(at + 10) & 0xffff,
                directory.getInt(at + 16) & ELSEWHERE,
                packed,
                size,
                begin,
                begin);
    }

    private String name(ByteBuffer bytes) throws FormatException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException other) {
            throw fault("an entry whose name is not UTF-8", "names in UTF-8");
        }
    }

    /** Numbers of 32 bits, and those of 64 bits that stand for them in the extra field, in the same order. */
    private final class Wide {
        private static final int TAG = 1;
        private final ByteBuffer bytes;
        private final String name;
        private int at;
        private int end;

        Wide(ByteBuffer bytes, int from, int size, String name) {
            this.bytes = bytes;
            this.name = name;
            for (int next = from; next + 4 <= from + size; next = end) {
                at = next + 4;
                end = Math.min(from + size, at + (bytes.getShort(next + 2) & 0xffff));
                if (bytes.getShort(next) == TAG) {
                    return;
                }
            }
            at = end;
        }

        long next(int narrow) throws FormatException {
            if ((narrow & ELSEWHERE) != ELSEWHERE) {
                return narrow & ELSEWHERE;
            }
            if (end - at < Long.BYTES) {
                throw new FormatException(file, Entry.where(name), "no 64-bit number where one is announced", "one");
            }
            at += Long.BYTES;
            return bytes.getLong(at - Long.BYTES);
        }
    }

    /** Holds every entry's own header against the directory and finds its data. */
    private List<Entry> checkOrder(List<Entry> lines, long directory) throws IOException {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingLong(i -> lines.get(i).begin));
        List<Entry> found = new ArrayList<>(lines);
        long free = 0;
        for (int k = 0; k < order.size(); k++) {
            Entry line = lines.get(order.get(k));
            if (line.begin != free) {
                throw new FormatException(
                        file, line.where(), "its beginning at byte " + line.begin, free + ", behind the entry before");
            }
            long next = k + 1 < order.size() ? lines.get(order.get(k + 1)).begin : directory;
            Entry entry = local(line, next);
            found.set(order.get(k), entry);
            free = entry.end() + descriptor(entry, next - entry.end());
        }
        if (free != directory) {
            throw fault("a directory from byte " + directory, free + ", behind the last entry");
        }
        return List.copyOf(found);
    }

    /** The entry with its data, if its own header says the same as its line of the directory. */
    private Entry local(Entry line, long next) throws IOException {
        if (next - line.begin < LOCAL_SIZE) {
            throw new FormatException(
                    file,
                    line.where(),
                    "no room for its own header at byte " + line.begin,
                    "what follows not before byte " + (line.begin + LOCAL_SIZE));
        }
        ByteBuffer header = read(line.begin, LOCAL_SIZE);
        int nameSize = header.getShort(26) & 0xffff;
        int extraSize = header.getShort(28) & 0xffff;
        long data = line.begin + LOCAL_SIZE + nameSize + extraSize;
        if (header.getInt(0) != LOCAL || data > next || line.packed > next - data) {
            throw new FormatException(
                    file,
                    line.where(),
                    "no header of its own, or one that runs into what follows",
                    "one at byte " + line.begin + " and " + line.packed + " packed bytes before byte " + next);
        }
        ByteBuffer rest = read(line.begin + LOCAL_SIZE, nameSize + extraSize);
        byte[] name = new byte[nameSize];
        rest.get(0, name);
        Wide wide = new Wide(rest, nameSize, extraSize, line.name);
        long size = wide.next(header.getInt(22));
        long packed = wide.next(header.getInt(18));
        long crc = header.getInt(14) & ELSEWHERE;
        boolean later = (line.flags & HAS_DESCRIPTOR) != 0 && crc == 0 && size == 0 && packed == 0;
        boolean same = crc == line.crc && size == line.size && packed == line.packed;
        if (header.getShort(6) != line.flags
                || (header.getShort(8) & 0xffff) != line.method
                || !Arrays.equals(name, line.name.getBytes(StandardCharsets.UTF_8))
                || !(same || later)) {
            throw new FormatException(
                    file,
                    line.where(),
                    "another name, method, size or checksum in its own header",
                    "those of the directory");
        }
        return new Entry(line.name, line.flags, line.method, line.crc, line.packed, line.size, line.begin, data);
    }

    /** The size of the descriptor behind an entry: checksum and sizes of 32 or 64 bits, with or without a signature. */
    private long descriptor(Entry entry, long gap) throws IOException {
        if ((entry.flags & HAS_DESCRIPTOR) == 0) {
            return 0;
        }
        int signature = gap == 16 || gap == 24 ? Integer.BYTES : 0;
        boolean wide = gap - signature == 20;
        ByteBuffer bytes = read(entry.end(), (int) Math.min(24, gap));
        if (gap != signature + (wide ? 20 : 12)
                || (signature > 0 && bytes.getInt(0) != DESCRIPTOR)
                || (bytes.getInt(signature) & ELSEWHERE) != entry.crc
                || entry.packed != (wide ? bytes.getLong(signature + 4) : bytes.getInt(signature + 4) & ELSEWHERE)
                || entry.size != (wide ? bytes.getLong(signature + 12) : bytes.getInt(signature + 8) & ELSEWHERE)) {
            throw new FormatException(
                    file,
                    entry.where(),
                    gap + " other bytes behind it",
                    "its checksum and sizes, as the directory has them");
        }
        return gap;
    }

    /**
     * The unpacked bytes of an entry.
     *
     * @throws FormatException if it is encrypted or packed in another way
     */
    @SuppressWarnings("MustBeClosedChecker")
    Content content(Entry entry) throws FormatException {
        if ((entry.flags & ENCRYPTED) != 0 || (entry.method != STORED && entry.method != DEFLATED)) {
            throw new FormatException(
                    file,
                    entry.where(),
                    (entry.flags & ENCRYPTED) != 0 ? "encrypted data" : "packing of method " + entry.method,
                    "stored or deflated data");
        }
        Slice packed = new Slice(entry);
        return new Content(packed, entry.method == STORED ? packed : new Inflating(packed), entry);
    }

    /** Bytes of one entry, which are complete and sound if {@link #requireEnd} accepts them. */
    final class Content extends CheckedInputStream {
        private final Slice packed;
        private final Entry entry;

        private Content(Slice packed, InputStream unpacked, Entry entry) {
            super(unpacked, new CRC32());
            this.packed = packed;
            this.entry = entry;
        }

        /** Checks that nothing is left, packed or unpacked, and that the checksum is that of the directory. */
        void requireEnd() throws IOException {
            long left = in instanceof Inflating inflating ? inflating.left() : 0;
            if (read() >= 0 || left + packed.left > 0 || getChecksum().getValue() != entry.crc) {
                throw new FormatException(
                        file, entry.where(), "other bytes than the archive's directory says", "sound data");
            }
        }
    }

    private static final class Inflating extends InflaterInputStream {
        Inflating(InputStream packed) {
            super(packed, new Inflater(true), 1 << 13);
        }

        int left() {
            return inf.getRemaining();
        }

        @Override
        public void close() throws IOException {
            inf.end();
            super.close();
        }
    }

    /** The packed bytes of an entry. */
    private final class Slice extends InputStream {
        private long at;
        private long left;

        Slice(Entry entry) {
            this.at = entry.data;
            this.left = entry.packed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            if (left == 0) {
                return count == 0 ? 0 : -1;
            }
            int read = channel.position(at).read(ByteBuffer.wrap(bytes, offset, (int) Math.min(left, count)));
            at += Math.max(0, read);
            left -= Math.max(0, read);
            return read;
        }
    }

    private ByteBuffer read(long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        channel.position(from);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException(file + ": ended while it was read");
            }
        }
        return bytes.flip();
    }

    private FormatException fault(String found, String expected) {
        return new FormatException(file, "archive", found, expected);
    }
}
