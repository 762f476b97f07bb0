package dev.slipway.importer.source;

import dev.slipway.importer.problem.ImportFailure;
import java.io.IOException;
import java.time.Duration;

/**
 * How often and how long a passing failure is waited out.
 *
 * @param tries attempts without one new byte between them
 * @param first wait after the first failure
 * @param longest longest wait; each wait doubles the one before
 */
public record Patience(int tries, Duration first, Duration longest) {
    /** About half a minute of waiting; then the Pod ends and is started anew by its controller. */
    public static final Patience USUAL = new Patience(8, Duration.ofMillis(250), Duration.ofSeconds(10));

    /** Something that may fail for a while. */
    @FunctionalInterface
    public interface Trial<T> {
        /** Tries it once; an {@link ImportFailure} is final, any other {@link IOException} is passing. */
        T once() throws IOException, InterruptedException;
    }

    /** Tries until it works or patience ends; {@code url} is for the sentence. */
    public <T> T with(String url, Trial<T> trial) throws IOException, InterruptedException {
        Attempts attempts = new Attempts(url, this);
        while (true) {
            try {
                return trial.once();
            } catch (ImportFailure e) {
                throw e;
            } catch (IOException e) {
                attempts.failed(e);
            }
        }
    }

    Duration waitAfter(int failures) {
        Duration wait = first.multipliedBy(1L << Math.min(failures - 1, 20));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
