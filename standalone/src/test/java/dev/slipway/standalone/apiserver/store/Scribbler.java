package dev.slipway.standalone.apiserver.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Writes notes for ever and prints the name of each one that the store acknowledged. Its parent kills it. */
final class Scribbler {
    private static final int WRITERS = 4;

    private Scribbler() {}

    public static void main(String[] arguments) throws Exception {
        ObjectStore store = ObjectStore.open(Path.of(arguments[0]));
        AtomicLong counter = new AtomicLong();
        for (int i = 0; i < WRITERS; i++) {
            Thread.ofPlatform().start(() -> scribble(store, counter, arguments[1]));
        }
        Thread.currentThread().join();
    }

    private static void scribble(ObjectStore store, AtomicLong counter, String prefix) {
        try {
            while (true) {
                String name = prefix + counter.incrementAndGet();
                Notes.create(store, name);
                synchronized (System.out) {
                    System.out.println(name);
                    System.out.flush();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
