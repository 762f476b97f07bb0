package dev.slipway.launcher;

import dev.slipway.launcher.control.ControlServer;
import dev.slipway.launcher.control.Identity;
import dev.slipway.launcher.io.Log;
import dev.slipway.launcher.io.RunDirectory;
import dev.slipway.launcher.lifecycle.End;
import dev.slipway.launcher.machine.Machine;
import dev.slipway.launcher.viewers.ConsolePipe;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The program {@code slipway-launcher}: runs one virtual machine and ends with it. */
public final class Main {
    private static final int USAGE_EXIT_CODE = 2;

    private Main() {}

    /** Runs until the guest has ended; exits 0 if it ended as asked, 1 if it failed, 2 if the command line is wrong. */
    public static void main(String... arguments) {
        try {
            System.exit(run(Options.read(arguments)));
        } catch (Options.UsageException e) {
            System.err.println(e.getMessage());
            System.exit(USAGE_EXIT_CODE);
        } catch (IOException e) {
            Log.line("cannot start: " + e.getMessage());
            System.exit(1);
        }
    }

    private static int run(Options options) throws IOException {
        RunDirectory directory = RunDirectory.open(options.runDirectory());
        Optional<ConsolePipe> console =
                options.consolePipe().map(directory::file).map(ConsolePipe::new);
        Machine machine = new Machine(directory, Clock.systemUTC(), console);
        machine.board().watch(new Journal(options.name()));
        Identity identity = new Identity(version(), options.name(), options.uid());
        // written once, whoever waits: the message must be whole before the process ends
        CompletableFuture<End> ended = machine.ended().thenApply(end -> {
            console.ifPresent(ConsolePipe::end);
            return Termination.write(directory, end);
        });
        Thread stopSignal = Thread.ofPlatform().name("stop-signal").unstarted(() -> stop(machine, ended));
        // Before the socket is there: whoever sees it may ask for the end at once.
        Runtime.getRuntime().addShutdownHook(stopSignal);
        try (ControlServer server = listen(directory, identity, machine, stopSignal)) {
            End end = ended.join();
            return end.kind().launcherExitCode();
        }
    }

    private static ControlServer listen(RunDirectory directory, Identity identity, Machine machine, Thread stopSignal)
            throws IOException {
        try {
            return new ControlServer(directory, identity, machine);
        } catch (IOException e) {
            Runtime.getRuntime().removeShutdownHook(stopSignal); // there is no machine of ours to stop
            throw e;
        }
    }

    /** SIGTERM: the kubelet wants the Pod to end. After a normal end this has nothing to do. */
    private static void stop(Machine machine, CompletableFuture<End> ended) {
        if (ended.isDone()) {
            return;
        }
        machine.shutdown(Optional.empty());
        Runtime.getRuntime().halt(ended.join().kind().launcherExitCode()); // else the JVM exits with 143
    }

    private static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("0");
    }
}
