package dev.slipway.importer.volume;

import dev.slipway.importer.image.DiskSink;
import dev.slipway.importer.image.PackedUnit;
import dev.slipway.importer.image.UnitCodec;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.problem.VolumeProblem;
import dev.slipway.importer.stream.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Writes to a volume with several threads; bytes that are zeros become holes. */
public final class VolumeWriter implements DiskSink, AutoCloseable {
    private static final int THREADS = 4;
    private static final int QUEUE = 256;
    private static final long DRAIN_SECONDS = 600;

    /** Longest unit that is expanded: qcow2's largest cluster, 2 MiB. */
    private static final int LARGEST_UNIT = 2 << 20;

    private final String name;
    private final Bytes size;
    private final DiskChannel channel;
    private final BlockingQueue<Job> jobs = new ArrayBlockingQueue<>(QUEUE);
    private final Phaser pending = new Phaser(1);
    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable IOException failure;
    private volatile boolean closed;

    private VolumeWriter(Volume volume, DiskChannel channel) {
        this.name = volume.target().toString();
        this.size = volume.size();
        this.channel = channel;
    }

    /** Opens a prepared volume. */
    public static VolumeWriter open(Volume volume) throws IOException {
        VolumeWriter writer = new VolumeWriter(volume, DiskChannel.open(volume.target()));
        for (int i = 0; i < THREADS; i++) {
            writer.threads.add(Thread.ofPlatform().name("write-" + i).daemon().start(writer::work));
        }
        return writer;
    }

    private sealed interface Job {
        List<Segment> holders();

        record Copy(List<Segment> holders, ByteBuffer bytes, long diskOffset) implements Job {}

        record Expand(List<Segment> holders, PackedUnit unit) implements Job {}
    }

    @Override
    public void write(List<Segment> holders, ByteBuffer bytes, long diskOffset) throws IOException {
        enqueue(new Job.Copy(holders, bytes, diskOffset));
    }

    @Override
    public void expand(List<Segment> holders, PackedUnit unit) throws IOException {
        enqueue(new Job.Expand(holders, unit));
    }

    private void enqueue(Job job) throws IOException {
        throwIfFailed();
        job.holders().forEach(Segment::retain);
        pending.register();
        try {
            while (!jobs.offer(job, 1, TimeUnit.SECONDS)) {
                throwIfFailed();
            }
        } catch (IOException e) {
            done(job);
            throw e;
        } catch (InterruptedException e) {
            done(job);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while writing " + name, e);
        }
    }

    private void done(Job job) {
        job.holders().forEach(Segment::release);
        pending.arriveAndDeregister();
    }

    private void work() {
        ByteBuffer expanded = null;
        try {
            while (!closed) {
                Job job = jobs.poll(1, TimeUnit.SECONDS);
                if (job == null) {
                    continue;
                }
                if (job instanceof Job.Expand && expanded == null) {
                    expanded = DiskChannel.aligned(LARGEST_UNIT);
                }
                try {
                    if (failure == null) {
                        perform(job, expanded);
                    }
                } catch (IOException e) {
                    fail(e);
                } catch (RuntimeException | Error e) {
                    fail(new ImportFailure(new ImportProblem.Internal(e.toString()), e));
                } finally {
                    done(job); // after fail(): whoever sees these bytes confirmed also sees the failure
                }
            }
        } catch (InterruptedException e) {
            // close() ended this thread
        }
    }

    private void perform(Job job, @Nullable ByteBuffer expanded) throws IOException {
        switch (job) {
            case Job.Copy copy -> channel.writeSparse(copy.bytes(), copy.diskOffset());
            case Job.Expand expand -> {
                ByteBuffer into = java.util.Objects.requireNonNull(expanded)
                        .clear()
                        .limit(expand.unit().unitBytes());
                UnitCodec.expand(expand.unit(), into);
                channel.writeSparse(
                        into.slice(0, expand.unit().length()), expand.unit().diskOffset());
            }
        }
    }

    private void fail(IOException cause) {
        synchronized (this) {
            if (failure == null) {
                failure = problemOf(cause);
            }
        }
    }

    private IOException problemOf(IOException cause) {
        if (cause instanceof ImportFailure) {
            return cause;
        }
        String detail = String.valueOf(cause.getMessage());
        boolean full = detail.contains("No space left on device") || detail.contains("Disk quota exceeded");
        return new ImportFailure(
                full ? new VolumeProblem.NoSpace(name, size) : new VolumeProblem.VolumeUnusable(name, detail), cause);
    }

    /** Throws what went wrong in a writing thread, if anything did. */
    public void throwIfFailed() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw cause;
        }
    }

    /** Waits until everything given so far is written, and throws if some of it could not be. */
    public void drain() throws IOException, InterruptedException {
        int phase = pending.arrive();
        try {
            pending.awaitAdvanceInterruptibly(phase, DRAIN_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new ImportFailure(
                    new VolumeProblem.VolumeUnusable(
                            name, "no write was finished within " + DRAIN_SECONDS + " seconds"),
                    e);
        }
        throwIfFailed();
    }

    /** Brings everything that is written onto the storage. */
    public void sync() throws IOException {
        try {
            channel.sync();
        } catch (IOException e) {
            throw problemOf(e);
        }
    }

    /** Reads what is on the volume. */
    public int read(ByteBuffer into, long diskOffset) throws IOException {
        return channel.read(into, diskOffset);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(30));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Job job = jobs.poll(); job != null; job = jobs.poll()) {
            done(job);
        }
        channel.close();
    }
}
