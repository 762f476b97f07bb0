package dev.slipway.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.launcher.io.Log;
import dev.slipway.launcher.io.RunDirectory;
import dev.slipway.launcher.lifecycle.End;
import java.io.IOException;
import java.nio.file.Files;

/** The termination message: what the kubelet finds after the launcher has ended ({@code docs/contracts.md} §1). */
final class Termination {
    private static final String FILE = "termination";

    private Termination() {}

    /** Writes the message in place, since on a cluster it is a mounted file that cannot be replaced; returns {@code end}. */
    static End write(RunDirectory directory, End end) {
        try {
            Files.write(directory.file(FILE), end.toJson().toString().getBytes(UTF_8));
        } catch (IOException e) {
            Log.line("cannot write the termination message: " + e.getMessage());
        }
        return end;
    }
}
