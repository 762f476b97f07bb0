package dev.slipway.standalone.apiserver.verbs;

import dev.slipway.standalone.apiserver.admission.Admission;
import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import java.time.Clock;

/** All verbs but watch, chosen by name. */
public final class Verbs {
    private final Reading reading;
    private final Creation creation;
    private final Changing changing;
    private final Patching patching;
    private final Removal removal;
    private final Scaling scaling;
    private final PodActions podActions;

    public Verbs(ObjectStore store, Commit commit, Admission admission, Clock clock) {
        Intake intake = new Intake(admission);
        this.reading = new Reading(store);
        this.creation = new Creation(store, commit, intake, clock);
        this.changing = new Changing(store, commit, intake, creation, clock);
        this.patching = new Patching(store, changing, creation, intake);
        this.removal = new Removal(store, commit, intake, clock);
        this.scaling = new Scaling(store, changing);
        this.podActions = new PodActions(store, changing, removal, intake);
    }

    /** @throws dev.slipway.standalone.apiserver.status.ProblemException for every refusal */
    public Answer answer(Call call) {
        return switch (call.subresource()) {
            case "" -> answerMain(call);
            case "scale" -> scaling.answer(served(call));
            case "binding", "eviction" -> podActions.answer(served(call));
            default -> answerPart(served(call));
        };
    }

    private static Call served(Call call) {
        if (!call.type().subresources().contains(call.subresource())) {
            throw Problem.noSuchPath().exception();
        }
        return call;
    }

    private Answer answerMain(Call call) {
        return switch (call.verb()) {
            case "get" -> reading.get(call);
            case "list" -> reading.list(call);
            case "create" -> {
                if (!call.name().isEmpty()) {
                    throw Problem.methodNotAllowed().exception();
                }
                yield creation.create(call);
            }
            case "update" -> changing.update(named(call));
            case "patch" -> patching.patch(named(call));
            case "delete" -> removal.delete(call);
            case "deletecollection" -> deleteAll(call);
            default -> throw Problem.methodNotAllowed().exception();
        };
    }

    /** The subresources that show the object itself: status and finalize. */
    private Answer answerPart(Call call) {
        return switch (call.verb()) {
            case "get" -> reading.get(call);
            case "update" -> changing.update(named(call));
            case "patch" -> patching.patch(named(call));
            default -> throw Problem.methodNotAllowed().exception();
        };
    }

    private Answer deleteAll(Call call) {
        return switch (reading.list(call)) {
            case Answer.Many list -> removal.deleteAll(call, list.objects(), list.metadata());
            case Answer.One one -> one;
            case Answer.Other other -> other;
        };
    }

    private static Call named(Call call) {
        if (call.name().isEmpty()) {
            throw Problem.methodNotAllowed().exception();
        }
        return call;
    }
}
