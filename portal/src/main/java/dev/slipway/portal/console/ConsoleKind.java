package dev.slipway.portal.console;

import dev.slipway.portal.access.Ask;
import java.util.Locale;

/** The two consoles of a machine. */
enum ConsoleKind {
    VNC,
    SERIAL;

    /** Returns the word in addresses and tickets. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the right that opening it needs. */
    Ask right() {
        return switch (this) {
            case VNC -> Ask.OPEN_SCREENS;
            case SERIAL -> Ask.OPEN_SERIAL_CONSOLES;
        };
    }

    static ConsoleKind of(String word) {
        return word.equals("serial") ? SERIAL : VNC;
    }
}
