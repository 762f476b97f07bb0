package dev.slipway.importer.nbd;

import java.io.IOException;
import java.io.Serial;

/** The server understood, and will not. */
public final class NbdRefusal extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    NbdRefusal(String message) {
        super(message);
    }
}
