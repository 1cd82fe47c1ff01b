package org.thalweg.data;

/** placeholder */
public interface Targets {}
