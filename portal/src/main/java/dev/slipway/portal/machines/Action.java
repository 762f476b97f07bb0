package dev.slipway.portal.machines;

import dev.slipway.portal.access.Ask;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Something that can be done to a machine. */
public enum Action {
    START("Start", "play", false),
    SHUT_DOWN("Shut down", "power", false),
    RESTART("Restart", "restart", false),
    PAUSE("Pause", "paused", false),
    RESUME("Resume", "play", false),
    MIGRATE("Migrate", "migrate", false),
    RESET("Reset", "restart", true),
    POWER_OFF("Power off", "power", true),
    DELETE("Delete", "trash", true);

    private final String word;
    private final String icon;
    private final boolean confirmed;

    Action(String word, String icon, boolean confirmed) {
        this.word = word;
        this.icon = icon;
        this.confirmed = confirmed;
    }

    /** Returns the word on buttons. */
    public String word() {
        return word;
    }

    public String icon() {
        return icon;
    }

    /** Returns the right it needs. */
    Ask right() {
        return switch (this) {
            case START -> Ask.subresource("update", "virtualmachines", "start");
            case SHUT_DOWN, POWER_OFF -> Ask.subresource("update", "virtualmachines", "stop");
            case RESTART -> Ask.subresource("update", "virtualmachines", "restart");
            case PAUSE -> Ask.subresource("update", "virtualmachineinstances", "pause");
            case RESUME -> Ask.subresource("update", "virtualmachineinstances", "unpause");
            case MIGRATE -> Ask.subresource("update", "virtualmachines", "migrate");
            case RESET -> Ask.subresource("update", "virtualmachineinstances", "reset");
            case DELETE -> Ask.DELETE_MACHINES;
        };
    }

    /** Returns whether a dialog asks first, because it cannot be undone. */
    public boolean confirmed() {
        return confirmed;
    }

    /** Returns the word in addresses and forms. */
    public String path() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Action> of(String path) {
        return Stream.of(values()).filter(action -> action.path().equals(path)).findFirst();
    }
}
