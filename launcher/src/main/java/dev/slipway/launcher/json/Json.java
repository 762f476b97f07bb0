package dev.slipway.launcher.json;

/** A JSON value (RFC 8259). The text form ({@code toString}) of every value is JSON on one line. */
public sealed interface Json permits JsonArray, JsonBoolean, JsonNull, JsonNumber, JsonObject, JsonText {}
