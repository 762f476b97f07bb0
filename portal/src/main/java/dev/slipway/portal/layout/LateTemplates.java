package dev.slipway.portal.layout;

import io.quarkus.qute.Engine;
import io.quarkus.qute.EngineBuilder;
import io.quarkus.qute.TemplateLocator;
import io.quarkus.qute.Variant;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.Reader;
import java.io.StringReader;
import java.util.Optional;

/**
 * Lets a page's template be parsed when it is first shown. Quarkus has Qute parse those of all pages before the portal
 * answers anybody, a sixth of what its start takes (decision 23); the templates were checked by the build.
 */
@Singleton
public final class LateTemplates {
    private volatile boolean engineMade;

    void lookAtNone(@Observes EngineBuilder builder) {
        builder.addLocator(new NothingYet());
    }

    /** Nobody has the engine yet but who makes it, so that nobody gets an empty page. */
    void forgetEmptyOnes(@Observes Engine engine) {
        engineMade = true;
        engine.clearTemplates();
    }

    /** Finds each template, empty, while the engine is made, and none after that. */
    private final class NothingYet implements TemplateLocator {
        @Override
        public Optional<TemplateLocation> locate(String id) {
            return engineMade ? Optional.empty() : Optional.of(new Empty());
        }

        @Override
        public int getPriority() {
            return DEFAULT_PRIORITY + 1;
        }
    }

    private record Empty() implements TemplateLocator.TemplateLocation {
        @Override
        public Reader read() {
            return new StringReader("");
        }

        @Override
        public Optional<Variant> getVariant() {
            return Optional.empty();
        }
    }
}
