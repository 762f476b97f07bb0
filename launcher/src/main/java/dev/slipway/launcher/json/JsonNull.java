package dev.slipway.launcher.json;

/** The value {@code null}. */
public record JsonNull() implements Json {
    @Override
    public String toString() {
        return "null";
    }
}
