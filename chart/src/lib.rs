//! Series to a scene of marks to a picture.
