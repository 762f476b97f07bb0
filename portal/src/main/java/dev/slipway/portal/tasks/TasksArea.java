package dev.slipway.portal.tasks;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Area;
import jakarta.inject.Singleton;

@Singleton
class TasksArea implements Area {
    @Override
    public int position() {
        return 29;
    }

    @Override
    public String name() {
        return "Tasks";
    }

    @Override
    public String icon() {
        return "task";
    }

    @Override
    public String path() {
        return "/tasks";
    }

    @Override
    public String key() {
        return "t";
    }

    @Override
    public boolean visible(Visit visit) {
        return true;
    }
}
