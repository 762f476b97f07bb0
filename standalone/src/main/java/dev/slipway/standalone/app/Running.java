package dev.slipway.standalone.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The portal is up: says so, then waits for the end. */
public final class Running implements QuarkusApplication {
    /** What is to happen when the portal answers. */
    interface Announcement {
        void make() throws IOException, InterruptedException, TimeoutException;
    }

    private static volatile @Nullable Announcement announcement;

    static void when(Announcement ready) {
        announcement = ready;
    }

    @Override
    public int run(String... arguments) throws IOException, InterruptedException, TimeoutException {
        Announcement ready = announcement;
        if (ready != null) {
            ready.make();
        }
        Quarkus.waitForExit();
        return 0;
    }
}
