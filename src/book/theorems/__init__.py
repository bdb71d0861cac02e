"""Theorems that earn their generality: each proved for all sizes."""
