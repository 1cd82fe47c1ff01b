package org.thalweg.experiments.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** An open file of a {@link FaultyDisk}. */
final class FaultyChannel extends FileChannel {

    private final FaultyDisk disk;
    private final String name;
    private final FileChannel real;

    FaultyChannel(FaultyDisk disk, String name, FileChannel real) {
        this.disk = disk;
        this.name = name;
        this.real = real;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        String what = "write to " + name;
        int all = from.remaining();
        int count = disk.grow(what, all);
        ByteBuffer some = from.duplicate().limit(from.position() + count);
        while (some.hasRemaining()) {
            real.write(some);
        }
        if (count < all) {
            disk.cut(what);
        }
        from.position(from.limit());
        return all;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        long written = 0;
        for (int i = offset; i < offset + length; i++) {
            written += write(from[i]);
        }
        return written;
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        if (size < real.size()) {
            disk.change("truncation of " + name);
        }
        real.truncate(size);
        return this;
    }

    /** Programs die here, not machines: what was written is there, and tests need not wait for the platter. */
    @Override
    public void force(boolean metadata) {
        disk.live();
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        disk.live();
        return real.read(to);
    }

    @Override
    public long read(ByteBuffer[] to, int offset, int length) throws IOException {
        disk.live();
        return real.read(to, offset, length);
    }

    @Override
    public int read(ByteBuffer to, long position) throws IOException {
        disk.live();
        return real.read(to, position);
    }

    @Override
    public long position() throws IOException {
        disk.live();
        return real.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        disk.live();
        real.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        disk.live();
        return real.size();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        disk.live();
        return real.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        disk.live();
        return real.tryLock(position, size, shared);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        disk.live();
        return real.transferTo(position, count, target);
    }

    @Override
    public int write(ByteBuffer from, long position) {
        throw new UnsupportedOperationException("not counted: " + name);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException("not counted: " + name);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException("not counted: " + name);
    }

    /** As the system does when a process ends, whatever it died of. */
    @Override
    protected void implCloseChannel() throws IOException {
        real.close();
    }
}
