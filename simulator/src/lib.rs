//! An imitation of the API with believable data and scripted faults.
