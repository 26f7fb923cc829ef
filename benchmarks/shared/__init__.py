"""What benchmarks share: servers, load, large districts, and the least that they are compared with."""
