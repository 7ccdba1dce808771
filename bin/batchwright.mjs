#!/usr/bin/env node
// For those who name this file: batchwright.cjs starts sooner.
import './batchwright.cjs';
