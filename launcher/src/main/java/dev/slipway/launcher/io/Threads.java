package dev.slipway.launcher.io;

/** Starts the launcher's threads. All are daemons: the end of the guest ends them. */
public final class Threads {
    private Threads() {}

    /** Starts a thread for blocking work on sockets and processes. */
    public static Thread start(String name, Runnable work) {
        Thread thread = unstarted(name, work);
        thread.start();
        return thread;
    }

    /** Returns a thread for blocking work that its owner starts. */
    public static Thread unstarted(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name(name).unstarted(work);
    }
}
