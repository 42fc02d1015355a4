"""Looks into the network, one file each: what a view wants to see and the worker works out."""
