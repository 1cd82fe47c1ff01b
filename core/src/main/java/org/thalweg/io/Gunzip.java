package org.thalweg.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks gzip (RFC 1952): members one after the other, and nothing behind them. {@link java.util.zip.GZIPInputStream} overlooks
 * what is behind, and takes a frame of the stack for every empty member.
 */
final class Gunzip extends InputStream {
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final InputStream in;
    private final long size;
    private final Inflater inflater = new Inflater(true);
    private final byte[] buffer = new byte[1 << 16];
    private final CRC32 sum = new CRC32();
    private long passed;
    private int filled;
    private int at;
    private boolean ended;

    /**
     * Reads the header of the first member.
     *
     * @param in the packed bytes
     * @param size how many they are
     */
    Gunzip(InputStream in, long size) throws IOException {
        this.in = in;
        this.size = size;
        header();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int count = inflate(bytes, offset, length);
            if (count > 0) {
                sum.update(bytes, offset, count);
                return count;
            }
            if (inflater.finished()) {
                at = filled - inflater.getRemaining();
                trailer();
                ended = passed + at == size;
                if (!ended) {
                    header();
                }
            } else if (inflater.needsDictionary()) {
                throw new ZipException("data that want a dictionary");
            } else {
                require();
                inflater.setInput(buffer, at, filled - at);
                at = filled;
            }
        }
        return -1;
    }

    private int inflate(byte[] bytes, int offset, int length) throws ZipException {
        try {
            return inflater.inflate(bytes, offset, length);
        } catch (DataFormatException fault) {
            throw new ZipException(fault.getMessage() == null ? "damaged data" : fault.getMessage());
        }
    }

    private void header() throws IOException {
        long begin = passed + at;
        sum.reset();
        inflater.reset();
        if (next() != 0x1f || size - begin < 2 || next() != 0x8b) {
            throw new ZipException((size - begin) + " bytes after the end at byte " + begin);
        }
        int method = next();
        int flags = next();
        if (method != 8 || (flags & RESERVED) != 0) {
            throw new ZipException("method " + method + ", flags " + flags);
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        skipText((flags & NAME) != 0);
        skipText((flags & COMMENT) != 0);
        int expected = (int) sum.getValue() & 0xffff;
        if ((flags & HEADER_CHECKSUM) != 0 && (next() | next() << 8) != expected) {
            throw new ZipException("a wrong checksum of the header");
        }
        sum.reset();
    }

    private void trailer() throws IOException {
        long expected = sum.getValue();
        long unpacked = inflater.getBytesWritten() & 0xffffffffL;
        if (word() != expected || word() != unpacked) {
            throw new ZipException("a wrong checksum or length");
        }
    }

    private long word() throws IOException {
        return next() | next() << 8 | next() << 16 | (long) next() << 24;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private void skipText(boolean present) throws IOException {
        int character = present ? next() : 0;
        while (character != 0) {
            character = next();
        }
    }

    private int next() throws IOException {
        require();
        sum.update(buffer[at]);
        return buffer[at++] & 0xff;
    }

    /** Sees to it that there is a byte in the buffer. */
    private void require() throws IOException {
        if (filled == at) {
            passed += filled;
            at = 0;
            filled = Math.max(0, in.read(buffer));
            if (filled == 0) {
                throw new EOFException("the end of the file amid packed data");
            }
        }
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
