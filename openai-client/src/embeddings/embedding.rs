//! Vectors, and what they cost.

use crate::wire::wire_object;

wire_object! {
    /// The vectors of what was given, in its order.
    pub struct EmbeddingResponse {
        /// A vector for each input.
        data: Vec<Embedding>,
        /// The model that made them.
        model: String,
        /// The tokens that were used.
        usage: EmbeddingUsage,
    } with {
        /// What it is: `list`.
        object: String,
    }
}

wire_object! {
    /// The vector of an input.
    pub struct Embedding {
        /// Which input it is of, counted from 0.
        index: u64,
        /// The vector, in whatever form it came.
        embedding: Vec<f32>,
    } with {
        /// What it is: `embedding`.
        object: String,
    }
}

wire_object! {
    /// The tokens that were used.
    pub struct EmbeddingUsage {
        /// Of what was given.
        prompt_tokens: u64,
        /// In all.
        total_tokens: u64,
    }
}

impl EmbeddingResponse {
    /// The vectors, one for each input.
    ///
    /// ```
    /// use openai_client::embeddings::EmbeddingResponse;
    ///
    /// let json = r#"{"data":[{"index":0,"embedding":"AAAAPwAAgL8="},{"index":1,"embedding":[1,0]}]}"#;
    /// let response: EmbeddingResponse = serde_json::from_str(json)?;
    /// assert_eq!(response.vectors(), [[0.5, -1.0], [1.0, 0.0]]);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn vectors(self) -> Vec<Vec<f32>> {
        self.data.into_iter().map(|one| one.embedding).collect()
    }

    /// Brings the vectors into the order of the inputs, of which there were so many. Or says what is
    /// wrong with them, and where.
    #[cfg(feature = "transport")]
    pub(super) fn settle(&mut self, inputs: usize) -> Result<(), (String, String)> {
        let empty = self.data.iter().position(|one| one.embedding.is_empty());
        if let Some(place) = empty {
            let what = "the answer has an embedding without numbers".to_owned();
            return Err((what, format!("data[{place}].embedding")));
        }
        let count = self.data.len();
        if count != inputs {
            let what = format!("the answer has {count} embeddings for {inputs} inputs");
            return Err((what, "data".to_owned()));
        }
        // What has no indexes is as it came.
        if self.data.iter().all(|one| one.index == 0) {
            return Ok(());
        }
        self.data.sort_by_key(|one| one.index);
        // Two of one input cannot be told from those of two.
        match self.data.windows(2).find_map(|pair| match pair {
            [one, next] if one.index == next.index => Some(one.index),
            _ => None,
        }) {
            None => Ok(()),
            Some(index) => {
                let what = format!("the answer has two embeddings of the index {index}");
                Err((what, "data".to_owned()))
            }
        }
    }
}
