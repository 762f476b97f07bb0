package dev.slipway.portal.hardware;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Dialog;
import dev.slipway.portal.layout.Dialogs;
import dev.slipway.portal.layout.Frames;
import dev.slipway.portal.layout.Missing;
import dev.slipway.portal.layout.Toast;
import dev.slipway.portal.machines.MachineFacts;
import dev.slipway.portal.machines.MachinePages;
import dev.slipway.portal.machines.MachineWriter;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What all dialogs about hardware share: which machine they are about, whether it may be changed, and how they end. */
@Singleton
class HardwareDialogs {
    private final MachinePages pages;
    private final MachineWriter writer;
    private final Frames frames;
    private final CurrentVisit current;
    private final Answers answers;

    HardwareDialogs(MachinePages pages, MachineWriter writer, Frames frames, CurrentVisit current, Answers answers) {
        this.pages = pages;
        this.writer = writer;
        this.frames = frames;
        this.current = current;
        this.answers = answers;
    }

    /**
     * A dialog in the making.
     *
     * @param title what will be done
     * @param text what it means
     * @param action what follows the machine's path in the form's address
     * @param tab tab that it belongs to; empty for the summary
     * @param button word on the button
     */
    record Draft(String title, String text, String action, String tab, String button) {}

    Visit visit() {
        return current.get();
    }

    /** Returns what is known of a machine; {@link Missing} if the visitor may not see it. */
    MachineFacts facts(String namespace, String name) {
        return pages.facts(visit(), new ObjectKey(namespace, name));
    }

    /** Returns the sentence why a machine cannot be changed now. */
    Optional<String> obstacle(MachineFacts facts) {
        return Optional.of(pages.noChange(visit(), facts)).filter(reason -> !reason.isEmpty());
    }

    /** Asks, or asks again with what was wrong: sentences by the names of fields, and one for the whole. */
    Response ask(
            MachineFacts facts,
            Draft draft,
            List<Dialog.Field> fields,
            Map<String, String> wrong,
            Optional<String> refused) {
        List<Dialog.Field> told = fields.stream()
                .map(field -> field.wrong(wrong.getOrDefault(field.name(), "")))
                .toList();
        return Dialogs.ask(
                wrong.isEmpty() && refused.isEmpty() ? 200 : 422,
                visit(),
                frames,
                "/machines",
                new Dialog(
                        draft.title(),
                        draft.text(),
                        path(facts) + "/" + draft.action(),
                        visit().csrf(),
                        told,
                        draft.button(),
                        refused.or(() -> obstacle(facts)).orElse(""),
                        path(facts) + (draft.tab().isEmpty() ? "" : "/" + draft.tab())));
    }

    /**
     * Asks for what hardly can go wrong: there is nothing to fill in.
     *
     * @param refused why it was refused when it was asked for before
     */
    Response confirm(MachineFacts facts, Draft draft, Optional<String> refused) {
        return ask(facts, draft, List.of(), Map.of(), refused);
    }

    /** Changes a machine unless it cannot be changed now; returns the sentence why it was not. */
    Optional<String> change(MachineFacts facts, String word, String with, UnaryOperator<ObjectNode> change) {
        return obstacle(facts).or(() -> writer.change(visit().identity(), facts.key(), word, with, change));
    }

    /**
     * Ends a dialog: the browser stays on the tab, or is asked again.
     *
     * @param refused why nothing was done
     * @param again the dialog with that reason
     * @param done what was done
     */
    Response end(
            MachineFacts facts,
            String tab,
            Optional<String> refused,
            Function<Optional<String>, Response> again,
            String done) {
        return refused.isPresent()
                ? again.apply(refused)
                : answers.stay(visit(), Toast.success(done), path(facts) + "/" + tab);
    }

    /** Answers a button that has no dialog. */
    Response answer(MachineFacts facts, String tab, Optional<String> refused, String done, String not) {
        Toast toast = refused.map(sentence -> Toast.failure(not, sentence)).orElseGet(() -> Toast.success(done));
        return answers.stay(visit(), toast, path(facts) + "/" + tab);
    }

    static String path(MachineFacts facts) {
        return "/machines/" + facts.key().namespace() + "/" + facts.key().name();
    }
}
