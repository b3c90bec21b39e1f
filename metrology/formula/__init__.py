"""One formula language: parsed once, run on decimals, floats or arrays, differentiated, checked."""
