"""Results: releases made, approved and read; comments; what schools make of them."""
