package dev.slipway.ui;

import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Which Slipway a story is told of: by default one in standalone. Another module provides a service of this type to have the
 * same story told of another, and may see by JUnit's callbacks which test it is for.
 */
public interface SlipwayUnderTest extends ExecutionCondition {
    /**
     * Starts it where it does not run yet.
     *
     * @param directory of the test, empty
     */
    InstalledSlipway open(Path directory) throws Exception;

    /** Returns the one of this module path. */
    static SlipwayUnderTest chosen() {
        return ServiceLoader.load(SlipwayUnderTest.class).findFirst().orElseGet(Standalone::new);
    }

    /** One in standalone, which can be everywhere. */
    final class Standalone implements SlipwayUnderTest {
        @Override
        public InstalledSlipway open(Path directory) throws Exception {
            return RunningSlipway.start(directory.resolve("data"));
        }

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return ConditionEvaluationResult.enabled("standalone needs nothing that is not here");
        }
    }
}
