"""The cluster's side of the index: requests, generations, documents."""
