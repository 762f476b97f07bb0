package dev.slipway.standalone.apiserver.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.naming.NameRule;
import dev.slipway.standalone.apiserver.status.Cause;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How one kind differs from others.
 *
 * @param names what a name may look like
 * @param generation whether {@code metadata.generation} counts the changes of the specification
 * @param unconditionalUpdate whether a PUT may leave the resourceVersion out
 * @param createOnUpdate whether a PUT of an absent object creates it
 * @param returnsDeleted whether a DELETE answers with the object and not with a Status
 * @param defaults fills in what the client left out
 * @param checks finds what is wrong with an object, given its former state
 */
public record KindRules(
        NameRule names,
        boolean generation,
        boolean unconditionalUpdate,
        boolean createOnUpdate,
        boolean returnsDeleted,
        Consumer<ObjectNode> defaults,
        Checks checks) {

    /** Finds what is wrong with an object. */
    @FunctionalInterface
    public interface Checks {
        List<Cause> find(ObjectNode object, Optional<ObjectNode> old);
    }

    static final KindRules CUSTOM =
            new KindRules(NameRule.SUBDOMAIN, true, false, false, false, object -> {}, (object, old) -> List.of());
    static final KindRules PLAIN =
            new KindRules(NameRule.SUBDOMAIN, false, true, false, false, object -> {}, (object, old) -> List.of());

    KindRules named(NameRule rule) {
        return new KindRules(rule, generation, unconditionalUpdate, createOnUpdate, returnsDeleted, defaults, checks);
    }

    KindRules counted() {
        return new KindRules(names, true, unconditionalUpdate, createOnUpdate, returnsDeleted, defaults, checks);
    }

    KindRules conditional() {
        return new KindRules(names, generation, false, createOnUpdate, returnsDeleted, defaults, checks);
    }

    KindRules creatable() {
        return new KindRules(names, generation, unconditionalUpdate, true, returnsDeleted, defaults, checks);
    }

    KindRules returned() {
        return new KindRules(names, generation, unconditionalUpdate, createOnUpdate, true, defaults, checks);
    }

    KindRules defaulted(Consumer<ObjectNode> fill) {
        return new KindRules(names, generation, unconditionalUpdate, createOnUpdate, returnsDeleted, fill, checks);
    }

    KindRules checked(Checks find) {
        return new KindRules(names, generation, unconditionalUpdate, createOnUpdate, returnsDeleted, defaults, find);
    }
}
