package dev.slipway.portal.machines;

import java.util.Locale;
import java.util.stream.Stream;

/** A view of the list that is always there, as a tab. */
public enum MachineView {
    ALL("All"),
    RUNNING("Running"),
    ATTENTION("Needs attention"),
    STOPPED("Stopped");

    private final String words;

    MachineView(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    boolean shows(MachineRow row) {
        StateWord word = row.state().word();
        return switch (this) {
            case ALL -> true;
            case RUNNING -> word == StateWord.RUNNING || word == StateWord.MIGRATING || word == StateWord.PAUSED;
            case ATTENTION -> word.needsAttention();
            case STOPPED -> word == StateWord.STOPPED;
        };
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static MachineView parse(String text) {
        return Stream.of(values())
                .filter(view -> view.text().equals(text))
                .findFirst()
                .orElse(ALL);
    }
}
