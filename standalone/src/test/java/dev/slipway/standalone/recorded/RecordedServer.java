package dev.slipway.standalone.recorded;

import dev.slipway.standalone.app.EmbeddedControlPlane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ServiceLoader;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Which API server the recorded writes are sent to: by default the embedded one, with admission in its process. Another module
 * provides a service of this type to send them to another.
 */
public interface RecordedServer extends ExecutionCondition {
    /**
     * Starts it where it does not run yet, with nothing that would make recorded objects live.
     *
     * @param directory of the test, empty
     */
    Opened open(Path directory) throws Exception;

    /** Returns how long a change of the configuration takes to reach admission. */
    Duration configurationDelay();

    /** A server that can be asked until this is closed; then nothing of what was written is left. */
    interface Opened extends AutoCloseable {
        /** Returns the way to it. */
        RecordedApi api();
    }

    /** Returns the one of this class path. */
    static RecordedServer chosen() {
        return ServiceLoader.load(RecordedServer.class).findFirst().orElseGet(Embedded::new);
    }

    /** The API server of standalone, which can be everywhere. */
    final class Embedded implements RecordedServer {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return ConditionEvaluationResult.enabled("the embedded API server needs nothing that is not here");
        }

        @Override
        public Duration configurationDelay() {
            return Duration.ZERO;
        }

        @Override
        public Opened open(Path directory) throws Exception {
            EmbeddedControlPlane plane = EmbeddedControlPlane.start(directory);
            return new Plane(
                    plane,
                    new RecordedApi(
                            plane.address(),
                            EmbeddedControlPlane.ADMIN_TOKEN,
                            "system:serviceaccount:slipway:operator"));
        }

        private record Plane(EmbeddedControlPlane plane, RecordedApi api) implements Opened {
            @Override
            public void close() throws Exception {
                try (plane) {
                    api.close();
                }
            }
        }
    }
}
