package dev.slipway.operator.template;

/** How far a request for a template is. */
sealed interface TemplateStage {
    /** Something was made for it. */
    record Begun() implements TemplateStage {}

    /**
     * Something has to come first.
     *
     * @param sentence says what
     */
    record Waits(String sentence) implements TemplateStage {
        static Waits on(String kind, Object key) {
            return new Waits("Waiting for " + kind + " " + key + " to be ready");
        }
    }

    /**
     * The API server refused something; it is tried again.
     *
     * @param sentence the API server's
     */
    record Refused(String sentence) implements TemplateStage {}

    /**
     * The request itself is wrong.
     *
     * @param sentence says what
     */
    record Invalid(String sentence) implements TemplateStage {}

    /**
     * It cannot be done.
     *
     * @param sentence says why
     */
    record Failed(String sentence) implements TemplateStage {}

    /**
     * The template can be used.
     *
     * @param sentence the template's own
     */
    record Ready(String sentence) implements TemplateStage {}
}
