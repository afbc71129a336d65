"""A small trained model of whose an account is: an organisation's, or a person's."""
