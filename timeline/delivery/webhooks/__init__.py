"""Webhooks: what happens, sent to the addresses of those who asked for it, as Standard Webhooks (standardwebhooks.com) says."""
