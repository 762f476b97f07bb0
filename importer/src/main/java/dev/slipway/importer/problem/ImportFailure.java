package dev.slipway.importer.problem;

import java.io.IOException;

/** Ends an import with a problem; an {@link IOException} so that it passes through streams unchanged. */
public final class ImportFailure extends IOException {
    private final transient ImportProblem problem;

    public ImportFailure(ImportProblem problem) {
        super(problem.sentence());
        this.problem = problem;
    }

    public ImportFailure(ImportProblem problem, Throwable cause) {
        super(problem.sentence(), cause);
        this.problem = problem;
    }

    /** Returns what went wrong. */
    public ImportProblem problem() {
        return problem;
    }
}
